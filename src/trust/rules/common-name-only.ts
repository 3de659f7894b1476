import { rule } from './rule';
import { isMap, items } from '../values';

export const commonNameOnly = rule({
  id: 'OT421',
  severity: 'warning',
  title: 'a server certificate is asked for with a common name only',
  what: 'A Certificate for servers has a commonName and no dnsNames, ipAddresses or uris.',
  why: 'Go, and browsers, do not look at the common name (crypto/x509 verify.go): no client of this system accepts the certificate under any name.',
  fix: 'list the names under dnsNames, the one of the common name included',
  violating: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, commonName: minio.tracing.svc, usages: [server auth], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, commonName: minio, dnsNames: [minio.tracing.svc], usages: [server auth], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  on: 'object',
  kinds: ['Certificate'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Certificate' || !object.apiVersion.startsWith('cert-manager.io/') || !isMap(object.spec)) { return 'not applicable'; }
    const { commonName, isCA, usages } = object.spec;
    if (isCA === true || !items(usages).includes('server auth') || typeof commonName !== 'string') { return 'not applicable'; }
    // A client that shows who it is, and is asked for with both usages.
    if (items(usages).includes('client auth') && !commonName.includes('.')) { return 'not applicable'; }
    const names = [object.spec.dnsNames, object.spec.ipAddresses, object.spec.uris, object.spec.otherNames].some((list) => items(list).length > 0);
    return names ? 'satisfied' : [{ message: `${commonName} is the common name only; no client looks at it`, resource: inventory.ref(object, 'spec.commonName') }];
  },
});
