import { Manifest } from '../inventory';
import { rule } from './rule';
import { EVERY_TEMPO, Found, ofTempo } from './tempo';
import { hasGateway, scalar, storageOf, tlsBlocksOf } from '../tempo/custom-resource';

interface Mounted { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string; readonly field: string; readonly pod: string }

export const tempoVolumeNamesCollide = rule({
  id: 'OT116',
  severity: 'error',
  title: 'the operator makes one volume of two objects',
  what: 'A CA ConfigMap and a certificate Secret of a Tempo have the same name, or names that differ in punctuation only, or a name that is too long or taken for a volume.',
  why: 'The operator names volumes after the objects, with a dash for everything but letters and digits, and mounts the first of a name in every place '
    + '(tempo-operator 0.22.0, internal/manifests/manifestutils/tls.go and naming/sanitize.go): Tempo finds no file where it looks for the other one. '
    + 'A name above 63 characters is no volume name.',
  fix: 'give the objects names that differ in letters or digits',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca, certName: storage.ca}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca, certName: storage-client}}}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const mounted = mountedBy(tempo);
    if (mounted.length === 0) { return undefined; }
    const first = new Map<string, Mounted>();
    return mounted.map((one): Found => {
      const volume = volumeName(one.name);
      const resource = inventory.ref(tempo, one.field);
      if (volume.length > 63) { return { message: `the name of ${one.kind} ${one.name} has ${volume.length} characters, and a volume's at most 63`, resource }; }
      if (volume === 'tempo-conf' || volume === 'tempo-storage') {
        return { message: `${one.kind} ${one.name} would be the volume ${volume}, which the operator makes for itself`, resource };
      }
      const other = first.get(`${one.pod} ${volume}`);
      if (other === undefined) { first.set(`${one.pod} ${volume}`, one); return undefined; }
      return (other.kind !== one.kind || other.name !== one.name) && {
        message: `${one.kind} ${one.name} (${one.field}) and ${other.kind} ${other.name} (${other.field}) both become the volume ${volume}`,
        resource,
      };
    });
  }),
});

/** What the operator mounts, pod by pod: the distributor of a TempoStack holds the receivers' objects and not the store's. */
function mountedBy(tempo: Manifest): Mounted[] {
  const stack = tempo.kind === 'TempoStack';
  return tlsBlocksOf(tempo).filter((b) => b.enabled && (b.place === 'receiver' ? !hasGateway(tempo) : storageOf(tempo).backend === 's3')).flatMap(({ place, tls, field }) => {
    const [ca, certificate] = [scalar(tls.caName), scalar(tls.certName)];
    const pod = stack ? place : 'tempo';
    return [
      ...(ca ? [{ kind: 'ConfigMap' as const, name: ca, field: `${field}.caName`, pod }] : []),
      ...(certificate ? [{ kind: 'Secret' as const, name: certificate, field: `${field}.certName`, pod }] : []),
    ];
  });
}

function volumeName(name: string): string {
  return [...name.toLowerCase()].map((c, i, all) => (/[a-z0-9]/.test(c) ? c : i === 0 || i === all.length - 1 ? 'a' : '-')).join('');
}
