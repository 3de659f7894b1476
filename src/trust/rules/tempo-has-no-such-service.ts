import { rule } from './rule';
import { Inventory, Manifest } from '../inventory';
import { Client } from '../model';
import { hasGateway, isTempo } from '../tempo/custom-resource';

/** What a TempoMonolithic never has, and a TempoStack has for each of its parts (tempo-operator 0.22.0, internal/manifests). */
const OF_STACKS = /^-(distributor|query-frontend(-discovery)?|ingester|querier|compactor|metrics-generator)$/;
/** Ports of Tempo, its receivers, its gateway and its user interface. */
const PORTS = [3200, 4317, 4318, 8080, 8090, 9411, 14250, 14268, 16685, 16686, 16687];

export const tempoHasNoSuchService = rule({
  id: 'OT140',
  severity: 'error',
  title: 'a Tempo is dialled by a name that the operator does not make',
  what: 'A client dials a Service of a TempoMonolithic or TempoStack, and the operator makes none of that name.',
  why: 'A TempoMonolithic NAME is reached at Service tempo-NAME, a TempoStack at tempo-NAME-distributor and tempo-NAME-query-frontend, and either at tempo-NAME-gateway where it has '
    + 'a gateway (tempo-operator 0.22.0, internal/manifests/monolithic/services.go, internal/manifests/naming).',
  fix: 'dial the Service that the operator makes',
  violating: `
apiVersion: batch/v1
kind: Job
metadata: {name: generate, namespace: tracing}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: telemetrygen, image: 'ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.135.0', args: [traces, '--otlp-endpoint=tempo-traces-distributor:4317', '--otlp-insecure']}]
`,
  satisfying: `
apiVersion: batch/v1
kind: Job
metadata: {name: generate, namespace: tracing}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: telemetrygen, image: 'ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.135.0', args: [traces, '--otlp-endpoint=tempo-traces:4317', '--otlp-insecure']}]
`,
  on: 'connection',
  check: ({ client, destination }, { inventory }) => {
    if (destination.kind === 'server' && destination.service?.kind.startsWith('Tempo') === true) { return 'satisfied'; }
    const tempo = destination.kind === 'not-here' ? meant(inventory, client) : undefined;
    if (tempo === undefined) { return 'not applicable'; }
    const { kind, metadata: { name } } = tempo;
    const plain = kind === 'TempoStack' ? `tempo-${name}-distributor and tempo-${name}-query-frontend` : `tempo-${name}`;
    const names = hasGateway(tempo) ? `tempo-${name}-gateway` : plain;
    return [{
      message: `${client.product} dials ${client.address?.text}, and the operator makes ${names} of ${kind} ${name}`,
      resource: client.ref,
      related: [inventory.ref(tempo, 'metadata.name'), ...(client.told ? [client.told] : [])],
    }];
  },
});

/** All Tempos of a namespace. */
const TEMPOS = ['TempoMonolithic', 'TempoStack'].map((kind) => ({ kind, all: (tempo: Manifest) => (isTempo(tempo) ? ['all'] : []) }));

/** The Tempo that is meant by a name which it does not have. */
function meant(inventory: Inventory, { address, namespace }: Client): Manifest | undefined {
  const [host, where = namespace] = (address?.host ?? '').split('.');
  return TEMPOS.flatMap(({ kind, all }) => inventory.having(kind, where, 'all', all)).find((tempo) => {
    const { kind, metadata: { name } } = tempo;
    if (inventory.get(kind, where, name) !== tempo) { return false; }
    if (host === name) { return PORTS.includes(address?.port ?? 0); }
    const rest = host.startsWith(`tempo-${name}`) ? host.slice(`tempo-${name}`.length) : undefined;
    return rest !== undefined && (rest === '-gateway' || rest === '' || (kind === 'TempoStack' ? rest === '-jaegerui' : OF_STACKS.test(rest)));
  });
}
