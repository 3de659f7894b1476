import { rule } from './rule';

export const verificationSwitchedOff = rule({
  id: 'OT002',
  severity: 'warning',
  title: 'the client does not verify the server',
  what: 'A client speaks TLS with verification switched off: insecure_skip_verify, -k, --insecure, --no-check-certificate and their like.',
  why: 'Anybody on the way can answer, read the credentials and the data, and change them. A connection that "works" like this proves nothing about certificates.',
  fix: 'remove the switch and give the client the CA bundle that verifies the server',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {storage: {trace: {s3: {tls_insecure_skip_verify: true}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
`,
  on: 'client',
  check: (client) => {
    // An ingress controller verifies nothing untold: nobody switched that off.
    if (!client.tls || client.ref.kind === 'Ingress') { return 'not applicable'; }
    if (!client.skipVerify) { return 'satisfied'; }
    return [{ message: `${client.product} dials ${client.address?.text ?? 'its server'} over TLS without verifying it`, resource: client.ref }];
  },
});
