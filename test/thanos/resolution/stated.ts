import { loadAll } from 'js-yaml';
import { Case, DOMAIN, manifestsOf, Row, SERVER_NAMES, textOf } from './cases';
import { Inventory } from '../../../src/trust/inventory';
import { Client } from '../../../src/trust/model';
import { readThanosClients } from '../../../src/trust/readers/thanos-clients';
import { thanosCommandsOf } from '../../../src/trust/thanos/command';
import { EffectiveTls, isBefore } from '../../../src/trust/thanos/endpoints';
import { neverStarts } from '../../../src/trust/thanos/never-starts';
import { dialledEndpoints } from '../../../src/trust/thanos/unreachable';
import { SINCE } from '../../../src/trust/thanos/version-facts';
import { World } from '../../../src/trust/world';
import { NOW } from '../../util/certificates';

/** How an endpoint is dialled, as far as its server can see. */
export interface Dialled {
  readonly transport: 'plaintext' | 'TLS' | 'never';
  /** whose CA verifies the server: flags, default, own, image; "nobody's" where anything is taken; undefined where no name can be verified */
  readonly ca?: string;
  /** which name the certificate has to cover */
  readonly name?: string;
  /** whose client certificate is shown */
  readonly shows?: string;
  /** the lowest version of TLS that is offered */
  readonly from?: string;
}

/** A dial in a few words. */
export function inWords({ transport, ca, name, shows, from }: Dialled): string {
  if (transport !== 'TLS') { return transport === 'never' ? 'never dialled' : 'plaintext'; }
  if (name === undefined) { return `TLS ${from}+: no name fits`; }
  return [`TLS ${from}+`, ca === 'nobody' ? 'unverified' : `CA: ${ca}`, ...(ca === 'nobody' ? [] : [`name: ${name}`]), ...(shows === undefined ? [] : [`shows: ${shows}`])].join(', ');
}

/** What the prover says of each row of a case; nothing where the querier does not start. */
export function stated(one: Case, version: string): readonly Dialled[] | undefined {
  const placed = one.rows.map((row, i) => ({ row, port: 20_000 + i, ip: `192.0.2.${i + 1}` }));
  const objects = (loadAll(manifestsOf(one, version, placed)) as any[]).map((object) => ({ object }));
  const world = new World(new Inventory(objects), { now: NOW });
  const [command] = world.inventory.all('Deployment').flatMap((object) => thanosCommandsOf(world, object));
  if (neverStarts(command) !== undefined) { return undefined; }
  const { clients = [] } = readThanosClients(command.context, world.options);
  const dialled = dialledEndpoints(command);
  return placed.map((at) => {
    const of = dialled.flatMap(({ address, tls }, i) => (address.text === textOf(at) ? [{ client: clients[i], tls }] : []));
    const { client, tls } = of.find(({ client: { neverConnects } }) => neverConnects === undefined) ?? of[0];
    return ofClient(at.row, client, tls);
  });
}

/** Whether clients of a version turn servers away that negotiate no protocol. */
export function wantsAlpn(version: string): boolean {
  return !isBefore([0, Number(version.split('.')[1]), 0], SINCE.enforcesAlpn);
}

function ofClient(row: Row, client: Client, { caFile, certFile }: EffectiveTls): Dialled {
  // What is dialled is what the client does; its settings only say which of the sources a file is of.
  const { tls, trust, identity, skipVerify, neverConnects, minVersion: from = '1.2' } = client;
  // What never gets through may still be dialled, with a name that no certificate has.
  if (neverConnects !== undefined && /no server name/.test(neverConnects)) { return { transport: 'TLS', from }; }
  if (neverConnects !== undefined) { return { transport: 'never' }; }
  if (!tls) { return { transport: 'plaintext' }; }
  const shows = identity === undefined ? {} : { shows: sourceOf(certFile) };
  if (skipVerify) { return { transport: 'TLS', from, ca: 'nobody', name: 'any', ...shows }; }
  return { transport: 'TLS', from, ca: trust.system ? 'image' : sourceOf(caFile), name: nameOf(row, client), ...shows };
}

/** Whose file it is: each source has a directory. */
function sourceOf(file: string): string {
  return /\/tls\/(\w+)\//.exec(file)?.[1] ?? 'image';
}

/** What the certificate has to be for. */
function nameOf({ kind }: Row, { serverName, dialsAddresses, dialsPodNames, address }: Client): string {
  if (serverName !== undefined) { return `"${Object.entries(SERVER_NAMES).find(([, name]) => name === serverName)![0]}"`; }
  if (dialsPodNames) { return 'host of the SRV record'; }
  if (dialsAddresses || kind === 'IP:port' || kind === 'IP') { return 'IP'; }
  return address!.host.endsWith(`.${DOMAIN}`) ? 'host' : address!.host;
}
