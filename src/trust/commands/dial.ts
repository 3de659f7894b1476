import { readUrl } from '../addresses';
import { ContainerContext, containerRef } from '../containers';
import { Address, Client, Material, Trust } from '../model';
import { ContainerCall } from './calls';
import { Must, UNKNOWN } from '../shell/run';

/** A program's way to a server. */
export interface Dial {
  readonly product: string;
  readonly address: Address;
  readonly tls: boolean;
  readonly trust: Trust;
  readonly skipVerify?: boolean;
  readonly serverName?: string;
  readonly identity?: Material;
}

/** A client, where it dials something outside its own pod. */
export function dialling(context: ContainerContext, call: ContainerCall, must: Must, dial: Dial): Client[] {
  const { host } = dial.address;
  if (host.includes(UNKNOWN) || /^(localhost|127\..*|::1|0\.0\.0\.0)$/.test(host)) { return []; }
  return [{
    ref: containerRef(context, call.field),
    namespace: context.namespace,
    labels: context.labels,
    ...dial,
    ...(must === -1 ? { expectsRefusal: true } : {}),
    ...(must === 0 ? { mayFail: true } : {}),
  }];
}

/** An URL whose host and port show, whatever its path is. */
export function shownUrl(text: string): { tls: boolean; address: Address } | undefined {
  const url = readUrl(text.replace(/^(https?:\/\/[^/?#]*)[^]*$/i, '$1'));
  return url && !url.address.text.includes(UNKNOWN) ? url : undefined;
}
