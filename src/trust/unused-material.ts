import { alike } from './alike';
import { Inventory, keysOf, Ref } from './inventory';
import { bundleIn, certificateIn } from './material';
import { Client, Connection, Material, Server } from './model';
import { calledBy, isThere, unmentioned } from './used-names';
import { verifyServer } from './verify';
import type { World } from './world';

/** A certificate or bundle that is not there, and an object that nobody names with which the connection verifies. */
export interface Instead {
  readonly user: Ref;
  readonly what: string;
  readonly lost: Ref;
  readonly ref: Ref;
  /** what that object is called where it is used, or what it makes */
  readonly name: string;
}

/**
 * What would do in place of a certificate or bundle that the manifests do not have. Undefined where there is nothing to say: without TLS, or where no
 * server is known.
 */
export function insteadOf({ client, server, analysis }: Connection, { inventory, options: { now } }: World): Instead[] | undefined {
  if (!server || !client.tls || server.tls !== true) { return undefined; }
  if (analysis.state !== 'unknown') { return []; }
  const verifies = (of: Client, by: Server) => ['proved', 'consistent'].includes(verifyServer(of, by, now).state);
  const bundle = client.trust.bundles.length === 1 && !client.trust.system ? client.trust.bundles[0] : undefined;
  const trusting = (material: Material) => verifies({ ...client, trust: { system: false, bundles: [material] } }, server);
  const showing = (material: Material) => verifies(client, { ...server, certificates: [material] });
  return [
    ...offered(inventory, bundle, bundles).filter(({ material }) => trusting(material)).map((one) => ({ ...one, user: client.ref, what: 'its bundle' })),
    ...offered(inventory, server.certificates[0], pairs).filter(({ material }) => showing(material)).map((one) => ({ ...one, user: server.ref, what: 'its certificate' })),
  ];
}

/** Whether an object is the one that was meant, beyond doubt: by its name, or because what issues it was written for just this. */
export function isMeant({ lost, ref }: Instead): boolean {
  return alike(lost.name, ref.name) || !['Secret', 'ConfigMap'].includes(ref.kind);
}

interface Offer { readonly lost: Ref; readonly ref: Ref; readonly name: string; readonly material: Material }

type Look = (inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, keys: readonly string[]) => Material[];

/** What objects that nobody names hold, where a certificate or bundle is in none that is there. */
function offered(inventory: Inventory, material: Material | undefined, look: Look): Offer[] {
  const shown = [material?.pem, material?.authorities, material?.dnsNames, material?.missing, material?.open].some((value) => value !== undefined);
  const lost = material?.ref;
  if (!lost || shown || (lost.kind !== 'Secret' && lost.kind !== 'ConfigMap') || isThere(inventory, lost.kind, lost.namespace, lost.name)) { return []; }
  const { kind, namespace } = lost;
  return unmentioned(inventory, kind, namespace).slice(0, 5).flatMap((object) => look(inventory, kind, namespace, calledBy(object), keysOf(object))
    .map((one) => ({ lost, ref: inventory.ref(object), name: calledBy(object), material: one })));
}

function bundles(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, keys: readonly string[]): Material[] {
  return [...new Set([...keys, 'ca.crt'])].filter((key) => !/key/.test(key)).map((key) => bundleIn(inventory, kind, namespace, name, key));
}

function pairs(inventory: Inventory, _kind: 'Secret' | 'ConfigMap', namespace: string, name: string): Material[] {
  return [['tls.crt', 'tls.key'], ['public.crt', 'private.key']].map(([crt, key]) => certificateIn(inventory, namespace, name, crt, key));
}
