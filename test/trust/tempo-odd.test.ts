import { NOW, objects, Props, STAGE, staged } from './stage';
import { judged, monolithic, secret, stack } from './tempo-judged';
import { prove } from '../../src/trust/prove';
import { trials } from '../util/trials';

const STORE = 'storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}';
const KEYS = 'bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere';

describe('odd and good', () => {
  test.each<[string, string]>([
    ['nothing but a name', monolithic('{}')],
    ['no spec', '---\napiVersion: tempo.grafana.com/v1alpha1\nkind: TempoMonolithic\nmetadata: {name: traces, namespace: tracing}\n'],
    ['traces on a disk, and a store described beside it', monolithic('{storage: {traces: {backend: pv, s3: {secret: traces-s3}}}}')],
    ['an unmanaged Tempo', monolithic(`{management: Unmanaged, ${STORE}}`)],
    ['tls off, in so many words, and a store elsewhere',
      monolithic('{storage: {traces: {backend: s3, s3: {secret: other, tls: {enabled: false}}}}}')],
    ['a Secret that an operator fills', `${monolithic('{storage: {traces: {backend: s3, s3: {secret: filled}}}}')}
---
apiVersion: v1
kind: Secret
metadata: {name: filled, namespace: tracing, annotations: {vault.example.com/path: tempo}}
type: Opaque
`],
    ['an external secret', `${monolithic('{storage: {traces: {backend: s3, s3: {secret: ext, tls: {enabled: true, caName: storage-ca}}}}}')}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: ext, namespace: tracing}
spec: {target: {name: ext}}
---
apiVersion: v1
kind: Secret
metadata: {name: ext, namespace: elsewhere}
stringData: {endpoint: 'http://x'}
`],
    ['a CA that a copier brings', `${monolithic('{storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: common-ca}}}}}')}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: common-ca, namespace: pki, annotations: {reflector.v1.k8s.emberstack.com/reflection-auto-enabled: 'true'}}
data: {ca.crt: (ca one)}
`],
    ['a Secret that another Tempo has in its own namespace', `---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: second, namespace: second}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}}
`],
    ['a CA under ca-bundle.crt', `---
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data: {ca-bundle.crt: (ca one), README: 'who made it, and when'}
`],
    ['both keys, the same certificates in another order', `---
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data: {service-ca.crt: '(ca one)(ca two)', ca.crt: '(ca two)(ca one)'}
`],
    ['AWS without any tls', monolithic('{storage: {traces: {backend: s3, s3: {secret: aws}}}}')
      + secret(`{endpoint: 'https://s3.eu-west-1.amazonaws.com', ${KEYS}}`).replace('traces-s3', 'aws')],
    ['plaintext on both sides', `${monolithic('{storage: {traces: {backend: s3, s3: {secret: traces-s3}}}}')}${secret(`{endpoint: 'http://minio.tracing.svc:9000', ${KEYS}}`)}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: minio, namespace: tracing}
spec: {template: {metadata: {labels: {app: minio}}, spec: {containers: [{name: minio, image: 'minio/minio:x', args: [server, /data]}]}}}
`],
    ['a name of 36 characters', monolithic('{storage: {traces: {backend: memory}}}').replace('name: traces', `name: ${'a'.repeat(36)}`)],
    ['receivers off', monolithic(`{${STORE}, ingestion: {otlp: {grpc: {enabled: false, tls: {enabled: true}}, http: {enabled: false}}}}`)],
    ['tenants by header only', monolithic(`{${STORE}, multitenancy: {enabled: true}}`)],
    ['a stack of a size', stack('{size: 1x.small, replicationFactor: 2, storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}}')],
    ['a stack on Azure', stack('{storage: {secret: {name: azure, type: azure}}}')],
    ['a piece of a stack, for a patch', stack('{managementState: Unmanaged}')],
    ['the same name in two namespaces', `${monolithic(`{${STORE}}`)}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: traces, namespace: other}
spec: {storage: {secret: {name: other-s3, type: s3}}}
`],
    ['a kind of the same name from somebody else', '---\napiVersion: example.com/v1\nkind: TempoMonolithic\nmetadata: {name: traces, namespace: tracing}\nspec: {storage: {traces: {s3: {}}}}\n'],
  ])('%s', (_what, yaml) => {
    expect(judged(yaml).errors).toEqual([]);
  });

  test('without any namespace, as kubectl apply -n takes it', () => {
    const bare = objects(STAGE.replace(/, namespace: tracing/g, '').replace(/minio\.tracing\.svc:9000/g, 'minio:9000').replace(/leaf minio\.tracing\.svc/g, 'leaf minio').replace(/key of minio\.tracing\.svc/g, 'key of minio'));
    const { connections, findings } = prove([{ object: { apiVersion: 'v1', kind: 'List', items: bare } }], { now: NOW });
    expect(findings).toEqual([]);
    expect(connections.map((c) => c.verdict)).toEqual(['proved']);
  });
});

describe('whatever stands in a field', () => {
  const values = [null, 0, 1.5, true, '', 'x', [], [null], [1], {}, { enabled: true }, { enabled: 'yes', caName: 5, certName: [], minVersion: 1, cipherSuites: 3 }, { a: { b: { c: 1 } } }];
  const spots = [
    'spec', 'spec.storage', 'spec.storage.traces', 'spec.storage.traces.backend', 'spec.storage.traces.s3', 'spec.storage.traces.s3.secret', 'spec.storage.traces.s3.tls',
    'spec.storage.secret', 'spec.storage.tls', 'spec.ingestion', 'spec.ingestion.otlp', 'spec.ingestion.otlp.grpc', 'spec.ingestion.otlp.grpc.tls', 'spec.multitenancy',
    'spec.multitenancy.authentication', 'spec.tenants', 'spec.template', 'spec.template.distributor', 'spec.template.gateway', 'spec.jaegerui', 'spec.query', 'spec.observability',
    'spec.extraConfig', 'spec.extraConfig.tempo', 'spec.extraConfig.tempo.storage.trace.s3', 'spec.extraConfig.tempo.distributor', 'spec.env', 'spec.envFrom', 'spec.replicationFactor',
    'metadata.labels', 'metadata.annotations', 'metadata.namespace',
  ];

  test.each(['TempoMonolithic', 'TempoStack'])('of a %s: no reader and no rule fails', (kind) => {
    const stage = staged('', new Props()).filter((o) => o.kind !== kind).map((o) => ({ object: o }));
    for (const [i, spot] of spots.entries()) {
      for (const value of values.filter((_value, n) => (i + n) % trials(7, 1) === 0)) {
        const object: any = {
          apiVersion: 'tempo.grafana.com/v1alpha1',
          kind,
          metadata: { name: 'traces', namespace: 'tracing' },
          spec: {
            storage: { traces: { backend: 's3', s3: { secret: 'traces-s3', tls: { enabled: true, caName: 'storage-ca' } } }, secret: { name: 'traces-s3', type: 's3' }, tls: { enabled: true } },
            template: { gateway: { enabled: true } },
            multitenancy: { enabled: true, authentication: [{ tenantName: 'a' }] },
          },
        };
        const path = spot.split('.');
        const last = path.pop() as string;
        let here = object;
        for (const key of path) { here = here[key] ??= {}; }
        here[last] = value;
        const { faults } = prove([{ object }, ...stage], { now: NOW });
        expect([spot, value, faults]).toEqual([spot, value, []]);
      }
    }
  });

  test.each([
    'stringData: 5', 'stringData: [a]', 'stringData: {endpoint: 9000, bucket: true, access_key_id: null}', 'data: {endpoint: 5}', 'data: null', 'stringData: {endpoint: {}, bucket: []}',
  ])('of its Secret: %s', (data) => {
    const { faults } = prove(staged(`apiVersion: v1\nkind: Secret\nmetadata: {name: traces-s3, namespace: tracing}\n${data}\n`).map((object) => ({ object })), { now: NOW });
    expect(faults).toEqual([]);
  });
});
