import { Material } from '../model';
import { once } from '../once';
import { keyOf } from '../refs';
import { World } from '../world';
import { answerFor, participants } from './analysis';
import { rule } from './rule';

export const signedByNobodyTrusted = rule({
  id: 'OT006',
  severity: 'error',
  title: 'the certificate is signed by nobody that the other side trusts',
  what: 'No chain leads from the certificate that is shown to a certificate in the bundle of the side that verifies.',
  why: 'Go: "x509: certificate signed by unknown authority". A bundle given to a client replaces the public roots (tls.Config.RootCAs).',
  fix: 'give the verifying side the CA that signed the certificate; serve the intermediates with the certificate',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: (ca two)
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: (ca one)
`,
  on: 'connection',
  check: (connection, world) => answerFor(connection, ['unknown-authority', 'not-in-bundle', 'no-valid-chain'], (failed, of) => {
    const resource = failed.bundle && isHere(failed.bundle, world) && !isRight(failed.bundle, of, world) ? failed.bundle.ref : connection.client.ref;
    return {
      message: `${of === 'server' ? connection.client.product : connection.server?.product} verifies ${of === 'server' ? connection.server?.product : connection.client.product}: ${failed.message}`,
      resource,
      related: participants(connection, resource, failed),
    };
  }),
});

/** Whether a bundle is in an object of the manifests, and in none that a platform makes. */
function isHere({ ref: { kind, namespace, name } }: Material, { inventory }: World): boolean {
  return inventory.get(kind, namespace, name) !== undefined;
}

/**
 * Whether a bundle holds one CA, and something is verified with it: then to change is who is told of it, or shows a certificate of another. Of a server's
 * bundle for clients it is enough that another one holds the same: those are of one realm.
 */
function isRight(bundle: Material, of: 'server' | 'client', world: World): boolean {
  const { pem, authorities = [] } = bundle;
  const one = pem === undefined ? authorities.length === 1 : pem.split('-----BEGIN CERTIFICATE-----').length === 2;
  const used = once(world, inUse);
  return one && (used.has(keyOf(bundle.ref)) || (of === 'client' && pem !== undefined && used.has(pem.trim())));
}

/** The bundles by which something is verified: where they are, and what they hold. */
function inUse({ connections }: World): Set<string> {
  const ok = (state: string | undefined) => state === 'proved' || state === 'consistent';
  const used = connections.flatMap(({ client, server, analysis, mutual }) => [
    ...ok(analysis.state) ? client.trust.bundles : [],
    ...ok(mutual?.state) && server?.clientCa ? [server.clientCa] : [],
  ]);
  return new Set(used.flatMap(({ ref, pem }) => [keyOf(ref), ...pem === undefined ? [] : [pem.trim()]]));
}
