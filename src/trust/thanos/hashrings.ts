import { ThanosCommand } from './command';
import { contentAt, Told } from './files';
import { Ref } from '../inventory';
import { isMap, items } from '../values';

/** A receiver to which another one hands writes on. */
export interface Member {
  /** its address, as it is dialled */
  readonly text: string;
  /** dialled by the protocol Cap'n Proto, which knows no TLS; otherwise by gRPC */
  readonly capnProto: boolean;
  readonly ref: Ref;
}

/**
 * The receivers that a receiver hands writes on to, by its hashrings (v0.42.4, pkg/receive/config.go: JSON). The member that has the address of
 * --receive.local-endpoint is the receiver itself, which dials nobody for it (pkg/receive/handler.go).
 */
export function hashringMembers(command: ThanosCommand): readonly Member[] {
  const path = command.args.value('receive.hashrings-file');
  const told: Told = path === undefined ? { text: command.args.value('receive.hashrings'), ref: command.ref } : contentAt(command, path);
  if (told.text === undefined) { return []; }
  const capnProto = command.args.value('receive.replication-protocol') === 'capnproto';
  const itself = localEndpoint(command);
  const members = rings(told.text).filter(isMap).flatMap((ring) => items(ring.endpoints)).flatMap((member): string[] => {
    const address: unknown = isMap(member) ? member.address : member;
    if (typeof address !== 'string') { return []; }
    // Without an address for it, the host of the other and the usual port.
    const second = isMap(member) && typeof member.capnproto_address === 'string' ? member.capnproto_address : `${address.split(':')[0]}:19391`;
    return itself(address) || itself(second) ? [] : [capnProto ? second : address];
  });
  return [...new Set(members)].map((text) => ({ text, capnProto, ref: told.ref }));
}

/** Which address is that of the receiver itself; of several replicas that are told their own name by a variable, none is that of all. */
function localEndpoint({ args, context }: ThanosCommand): (address: string) => boolean {
  const [flag] = args.flags('receive.local-endpoint').slice(-1);
  if (flag?.value !== undefined) { return (address) => address === flag.value; }
  const replicas: unknown = context.workload.spec?.replicas ?? 1;
  if (flag?.written === undefined || (typeof replicas === 'number' && replicas > 1)) { return () => false; }
  const parts = flag.written.split(/\$\([^)]*\)/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('[^.:]+')}$`);
  return (address) => pattern.test(address);
}

function rings(text: string): any[] {
  try {
    return items(JSON.parse(text));
  } catch {
    return [];
  }
}
