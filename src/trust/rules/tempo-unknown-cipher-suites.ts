import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { extraS3, storageOf, tlsBlocksOf } from '../tempo/custom-resource';
import { suitesIn, unknownSuites } from '../tempo/tls-words';

export const tempoUnknownCipherSuites = rule({
  id: 'OT113',
  severity: 'error',
  title: 'a cipher suite has a name that Go does not know',
  what: 'cipherSuites of a Tempo lists a suite that is not in Go\'s crypto/tls, most often by its name in OpenSSL.',
  why: 'Tempo 2.10.8 stops: "unsupported cipher suite" for the store (dskit crypto/tls/tls.go; run), "invalid TLS cipher suite" for a receiver (OpenTelemetry configtls). '
    + 'The operator does not read the names.',
  fix: "use the names of Go's crypto/tls, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, or leave the list out",
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca, cipherSuites: [ECDHE-RSA-AES128-GCM-SHA256]}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca, cipherSuites: [TLS_AES_128_GCM_SHA256]}}}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const own = extraS3(tempo).tls_cipher_suites;
    const s3 = storageOf(tempo).backend === 's3';
    const lists = [
      ...tlsBlocksOf(tempo).filter((b) => b.enabled && (b.place === 'receiver' || (s3 && own === undefined))).map((b) => ({ field: `${b.field}.cipherSuites`, suites: suitesIn(b.tls.cipherSuites) })),
      ...(s3 ? [{ field: 'spec.extraConfig.tempo.storage.trace.s3.tls_cipher_suites', suites: suitesIn(own) }] : []),
    ].filter(({ suites }) => suites.length > 0 && !suites.some((suite) => suite.includes('$')));
    if (lists.length === 0) { return undefined; }
    return lists.map(({ field, suites }) => unknownSuites(suites).length > 0 && {
      message: `${field} has ${unknownSuites(suites).join(', ')}, which Go does not know`,
      resource: inventory.ref(tempo, field),
    });
  }),
});
