import { rule } from './rule';
import { Certificate } from '../../x509/certificate';
import { readPem } from '../../x509/pem';
import { Inventory } from '../inventory';
import { unreadable } from '../references';
import { BundleSource, sourcesOf } from '../trust-sources/bundles';
import { contentsOf } from '../trust-sources/cert-manager';
import { certificateOf } from '../trust-sources/issuers';
import { specialNamespaces } from '../trust-sources/special-namespaces';

export const bundleSourceRefused = rule({
  id: 'OT409',
  severity: 'error',
  title: 'trust-manager refuses a source of a Bundle',
  what: 'A source of a Bundle holds something else than certificates (a private key, a block with headers, a certificate that cannot be read), no certificate at all, '
    + 'or has no such key.',
  why: 'trust-manager takes CERTIFICATE blocks without headers and nothing else; one bad source stops the whole bundle, and no ConfigMap is written '
    + '(trust-manager 0.24, pkg/util/cert_pool.go).',
  fix: 'give the source certificates only: the key ca.crt or tls.crt of a Secret, never a combined file',
  violating: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: roots}
spec: {sources: [{inLine: "(ca one)(key of minio)"}], target: {configMap: {key: ca.crt}}}
`,
  satisfying: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: roots}
spec: {sources: [{inLine: "(ca one)"}], target: {configMap: {key: ca.crt}}}
`,
  on: 'object',
  kinds: ['Bundle', 'ClusterBundle'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Bundle' && object.kind !== 'ClusterBundle' || !/^trust(\.cert-)?-?manager\.io\//.test(object.apiVersion)) { return 'not applicable'; }
    const sources = sourcesOf(object);
    const found = sources.flatMap((source) => {
      const message = refused(inventory, source);
      return message === undefined ? [] : [{ message, resource: inventory.ref(object, source.field) }];
    });
    if (found.length > 0) { return found; }
    // A source without any block is passed over, unless nothing else is there.
    const texts = sources.map((source) => textOf(inventory, source));
    const shown = texts.filter((text): text is string => typeof text === 'string');
    if (shown.length === 0 || shown.length < texts.length || shown.some((text) => Certificate.poolFromPem(text).length > 0)) { return 'satisfied'; }
    return [{ message: `there is no certificate in it: ${unreadable(shown.join('\n'))}`, resource: inventory.ref(object, sources[0].field) }];
  },
});

/** The text of a source, where it is one and shows. */
function textOf(inventory: Inventory, { kind, name, key, inline, several }: BundleSource): unknown {
  if (inline !== undefined || kind === undefined || name === undefined || key === undefined || several) { return inline; }
  return inventory.value(kind, specialNamespaces(inventory).bundles.name, name, key);
}

function refused(inventory: Inventory, source: BundleSource): string | undefined {
  const { kind, name, key, inline } = source;
  const trust = specialNamespaces(inventory).bundles.name;
  if (inline === undefined && (kind === undefined || name === undefined || key === undefined || source.several)) { return undefined; }
  const text = textOf(inventory, source);
  if (typeof text !== 'string') {
    const certificate = kind === 'Secret' ? certificateOf(inventory, trust, name as string) : undefined;
    if (certificate && (key === 'tls.key' || key === 'key.der' || key === 'tls-combined.pem')) { return `the key ${key} of Secret ${name} holds a private key`; }
    return certificate && contentsOf(inventory, certificate, key as string).missing;
  }
  for (const { label, headers, der } of readPem(text).blocks) {
    if (label !== 'CERTIFICATE') { return `it holds a ${label} block, and only CERTIFICATE blocks are taken`; }
    if (Object.keys(headers).length > 0) { return 'it holds a CERTIFICATE block with headers'; }
    try {
      Certificate.parse(der);
    } catch (e) {
      return `it holds a certificate that cannot be read: ${(e as Error).message.split('\n')[0]}`;
    }
  }
  return undefined;
}
