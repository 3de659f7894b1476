import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { TempoKind } from '../tempo/custom-resource';

/** What an annotation on the pods leaves of its 63 characters. */
const LONGEST: { readonly [kind in TempoKind]: { readonly length: number; readonly around: string } } = {
  TempoMonolithic: { length: 36, around: 'cert-hash-tempo-NAME-signing-ca' },
  TempoStack: { length: 24, around: 'cert-hash-tempo-NAME-metrics-generator-mtls' },
};

export const tempoNameTooLong = rule({
  id: 'OT117',
  severity: 'error',
  title: "the Tempo's name is too long for the objects that the operator makes",
  what: 'A TempoMonolithic has a name of more than 36 characters, or a TempoStack one of more than 24.',
  why: 'The webhook allows 63, and then the operator cannot write the annotation with the hash of the certificates that it makes '
    + '(tempo-operator 0.22.0, internal/manifests/manifestutils/annotations.go): FailedReconciliation, and no pod; run on a cluster.',
  fix: 'choose a shorter name',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces-of-all-teams-in-the-european-region, namespace: tracing}
spec: {storage: {traces: {backend: memory}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces-of-all-teams-in-europe-west-1, namespace: tracing}
spec: {storage: {traces: {backend: memory}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const { name } = tempo.metadata;
    const { length, around } = LONGEST[tempo.kind as TempoKind];
    return [name.length > length && {
      message: `the name ${name} has ${name.length} characters, and ${around} leaves ${length} of 63`,
      resource: inventory.ref(tempo, 'metadata.name'),
      fix: `choose a name of ${length} characters or fewer`,
    }];
  }),
});
