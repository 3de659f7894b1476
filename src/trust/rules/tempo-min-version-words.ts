import { rule } from './rule';
import { EVERY_TEMPO, Found, ofTempo } from './tempo';
import { extraS3, hasGateway, scalar, storageOf, tlsBlocksOf } from '../tempo/custom-resource';
import { plainVersion, VERSION_WORDS } from '../tempo/tls-words';

export const tempoMinVersionWords = rule({
  id: 'OT112',
  severity: 'error',
  title: 'the lowest TLS version is in words that Tempo does not know there',
  what: 'minVersion of the storage is not VersionTLS10 to VersionTLS13, or minVersion of a receiver is not "1.0" to "1.3".',
  why: 'The two places are read by two libraries, and the operator copies the text unread. Tempo 2.10.8 stops: "unknown minimum TLS version" for the store '
    + '(dskit crypto/tls/tls.go), "unsupported TLS version" for a receiver (OpenTelemetry configtls); both run.',
  fix: 'write VersionTLS12 or VersionTLS13 for the storage, "1.2" or "1.3" (in quotes) for receivers',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca, minVersion: '1.2'}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca, minVersion: VersionTLS12}}}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const storage = storageOf(tempo);
    const own = extraS3(tempo).tls_min_version;
    const used = tlsBlocksOf(tempo).filter((b) => b.enabled && (b.place === 'receiver' || (storage.backend === 's3' && own === undefined)));
    const found = used.filter((b) => b.tls.minVersion !== undefined && b.tls.minVersion !== null && b.tls.minVersion !== '').map(({ place, tls, field }): Found => {
      if (place === 'receiver' && tempo.kind === 'TempoStack' && hasGateway(tempo)) { return undefined; }
      const word = typeof tls.minVersion === 'string' ? tls.minVersion : undefined;
      return (word === undefined || !VERSION_WORDS[place].includes(word)) && {
        message: `${field}.minVersion is ${JSON.stringify(tls.minVersion)}${word === undefined ? ', which is no text' : `, and the words there are ${VERSION_WORDS[place].join(', ')}`}`,
        resource: inventory.ref(tempo, `${field}.minVersion`),
        ...fixFor(place, tls.minVersion),
      };
    });
    const extra = storage.backend === 's3' && scalar(own) && !String(own).includes('$') && !VERSION_WORDS.storage.includes(String(own)) && {
      message: `tls_min_version in extraConfig is ${JSON.stringify(own)}, and the words there are ${VERSION_WORDS.storage.join(', ')}`,
      resource: inventory.ref(tempo, 'spec.extraConfig.tempo.storage.trace.s3.tls_min_version'),
      ...fixFor('storage', own),
    };
    return used.length === 0 && !extra ? undefined : [...found, extra];
  }),
});

function fixFor(place: 'storage' | 'receiver', word: unknown): { fix?: string } {
  const version = plainVersion(word);
  return version === undefined ? {} : { fix: place === 'storage' ? `write VersionTLS${version.replace('.', '')}` : `write '${version}', in quotes` };
}
