import { staged, NOW } from './stage';
import { prove } from '../../src/trust/prove';

/** What the policy rules find in the stage with some objects: rule, and the policy to change. */
const find = (...yaml: string[]) => prove(staged(yaml.join('\n---\n')).map((object) => ({ object })), { now: NOW })
  .findings.filter((f) => /^OT50[0-3]$/.test(f.rule)).map((f) => `${f.rule} ${f.resource.kind} ${f.resource.name}`);
const messages = (...yaml: string[]) => prove(staged(yaml.join('\n---\n')).map((object) => ({ object })), { now: NOW })
  .findings.filter((f) => /^OT50[0-3]$/.test(f.rule)).map((f) => f.message);

const policy = (name: string, spec: string, namespace = 'tracing') => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
const TEMPO = '{matchLabels: {app.kubernetes.io/name: tempo-monolithic, app.kubernetes.io/instance: traces}}';
const DNS = '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], '
  + 'ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}';
const STORE = '{to: [{podSelector: {matchLabels: {app: minio}}}], ports: [{port: 9000}]}';
const egress = (...rules: string[]) => policy('tempo', `{podSelector: ${TEMPO}, policyTypes: [Egress], egress: [${rules.join(', ')}]}`);
const ingress = (rules: string) => policy('minio', `{podSelector: {matchLabels: {app: minio}}, policyTypes: [Ingress], ingress: ${rules}}`);
const secret = (endpoint: string) => `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: '${endpoint}', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`;
const deny = policy('default-deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}');

describe('what blocks', () => {
  test.each<[string, string[], string[]]>([
    ['the blueprint\'s own policy: no DNS', [policy('tempo-storage-access', `{podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic}}, policyTypes: [Egress], egress: [${STORE}]}`)],
      ['OT502 NetworkPolicy tempo-storage-access']],
    ['default deny alone', [deny], ['OT500 NetworkPolicy default-deny', 'OT501 NetworkPolicy default-deny', 'OT502 NetworkPolicy default-deny']],
    ['default deny, and a policy of the server only', [deny, ingress(`[{from: [{podSelector: ${TEMPO}}]}]`)], ['OT500 NetworkPolicy default-deny', 'OT502 NetworkPolicy default-deny']],
    ['default deny, and a policy of the client only', [deny, egress(STORE, DNS)], ['OT501 NetworkPolicy default-deny']],
    ['a rule for other pods stands before default deny', [deny, egress('{to: [{podSelector: {matchLabels: {app: other}}}], ports: [{port: 9000}]}', DNS)],
      ['OT500 NetworkPolicy tempo', 'OT501 NetworkPolicy default-deny']],
    ['an allowing policy that selects nobody, beside default deny',
      [deny, policy('allow-tempo', `{podSelector: {matchLabels: {app: tempo}}, policyTypes: [Egress], egress: [${STORE}, ${DNS}]}`), ingress(`[{from: [{podSelector: ${TEMPO}}]}]`)],
      ['OT500 NetworkPolicy allow-tempo', 'OT502 NetworkPolicy allow-tempo']],
    ['an allowing policy of the server that selects nobody',
      [deny, egress(STORE, DNS), policy('allow-minio', `{podSelector: {matchLabels: {app: minio, tier: x}}, ingress: [{from: [{podSelector: ${TEMPO}}]}]}`)],
      ['OT501 NetworkPolicy allow-minio']],
    ['DNS over TCP only', [egress(STORE, '{ports: [{port: 53}]}')], ['OT502 NetworkPolicy tempo']],
    ['DNS in the own namespace', [egress(STORE, '{to: [{podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{protocol: UDP, port: 53}]}')], ['OT502 NetworkPolicy tempo']],
    ['DNS in the wrong namespace',
      [egress(STORE, '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}], ports: [{protocol: UDP, port: 53}]}')], ['OT502 NetworkPolicy tempo']],
    ['DNS of other pods', [egress(STORE, '{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: minio}}}], ports: [{protocol: UDP, port: 53}]}')], ['OT502 NetworkPolicy tempo']],
    ['DNS of the world only', [egress(STORE, '{to: [{ipBlock: {cidr: 8.8.8.8/32}}], ports: [{protocol: UDP, port: 53}]}')], ['OT502 NetworkPolicy tempo']],
    ['a policy for egress to everyone on 9000', [egress('{ports: [{port: 9000}]}')], ['OT502 NetworkPolicy tempo']],
    ['UDP instead of TCP', [egress('{to: [{podSelector: {matchLabels: {app: minio}}}], ports: [{protocol: UDP, port: 9000}]}', DNS)], ['OT500 NetworkPolicy tempo']],
    ['a range that ends before', [egress('{ports: [{port: 8000, endPort: 8999}]}', DNS)], ['OT500 NetworkPolicy tempo']],
    ['the store is looked for in another namespace',
      [egress('{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: storage}}, podSelector: {matchLabels: {app: minio}}}]}', DNS)], ['OT500 NetworkPolicy tempo']],
    ['ingress from other pods', [ingress('[{from: [{podSelector: {matchLabels: {app: tempo}}}]}]')], ['OT501 NetworkPolicy minio']],
    ['ingress from another instance', [ingress('[{from: [{podSelector: {matchLabels: {app.kubernetes.io/instance: other}}}]}]')], ['OT501 NetworkPolicy minio']],
    ['ingress of nobody', [ingress('[]')], ['OT501 NetworkPolicy minio']],
    ['ingress at the console\'s port only', [ingress('[{ports: [{port: 9001}]}]')], ['OT501 NetworkPolicy minio']],
    ['both ends', [egress(DNS), ingress('[{from: [{podSelector: {matchLabels: {app: tempo}}}]}]')], ['OT500 NetworkPolicy tempo', 'OT501 NetworkPolicy minio']],
    ['DNS of OpenShift at the port of its Service, which is not that of its pods', [egress(STORE, '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}], ports: [{protocol: UDP, port: 53}]}')], ['OT502 NetworkPolicy tempo']],
    ['a store of a cloud, and no address allowed', [secret('https://s3.eu-central-1.amazonaws.com'), egress(STORE, DNS)], ['OT500 NetworkPolicy tempo']],
    ['a store of a cloud, and another port', [secret('https://s3.eu-central-1.amazonaws.com'), egress('{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 9000}]}', DNS)],
      ['OT500 NetworkPolicy tempo']],
    ['an address outside that is excepted', [secret('https://203.0.113.7:9000'), egress('{to: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.7/32]}}]}')], ['OT500 NetworkPolicy tempo']],
    ['a Service the manifests do not have, in another namespace', [secret('https://minio.storage.svc:9000'), egress(STORE, DNS)], ['OT500 NetworkPolicy tempo']],
  ])('%s', (_what, yaml, expected) => {
    expect(find(...yaml)).toEqual(expected);
  });
});

describe('what does not block, or is not known', () => {
  test.each<[string, string[]]>([
    ['all of it allowed', [deny, egress(STORE, DNS), ingress(`[{from: [{podSelector: ${TEMPO}}], ports: [{port: 9000}]}]`)]],
    ['everything allowed beside default deny', [deny, policy('all', '{podSelector: {}, policyTypes: [Ingress, Egress], egress: [{}], ingress: [{}]}')]],
    ['a policy for ingress does not block egress', [policy('tempo', `{podSelector: ${TEMPO}, ingress: [{ports: [{port: 4317}]}]}`)]],
    ['DNS without ports', [egress(STORE, '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}')]],
    ['DNS by an older label of namespaces', [egress(STORE, '{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}], ports: [{protocol: UDP, port: 53}]}')]],
    ['DNS to anyone', [egress(STORE, '{ports: [{protocol: UDP, port: 53}]}')]],
    ['DNS to all namespaces', [egress(STORE, '{to: [{namespaceSelector: {}}], ports: [{protocol: UDP, port: 53}]}')]],
    ['DNS of OpenShift',
      [egress(STORE, '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}, '
        + 'podSelector: {matchLabels: {dns.operator.openshift.io/daemonset-dns: default}}}], ports: [{protocol: UDP, port: 5353}]}')]],
    ['DNS of OpenShift by the name of its port', [egress(STORE, '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}], ports: [{protocol: UDP, port: dns}]}')]],
    ['DNS of whatever cluster, at the port of the Service',
      [egress(STORE, '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}, {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}], ports: [{protocol: UDP, port: 53}]}')]],
    ['DNS of the node', [egress(STORE, '{to: [{ipBlock: {cidr: 169.254.20.10/32}}], ports: [{protocol: UDP, port: 53}]}')]],
    ['DNS by the Service\'s address', [egress(STORE, '{to: [{ipBlock: {cidr: 10.96.0.10/32}}], ports: [{protocol: UDP, port: 53}]}')]],
    ['DNS by the name of the port', [egress(STORE, '{to: [{namespaceSelector: {}}], ports: [{protocol: UDP, port: dns}]}')]],
    ['DNS in its own policy', [egress(STORE), policy('dns', `{podSelector: {}, policyTypes: [Egress], egress: [${DNS}]}`)]],
    ['DNS in a namespace of its own', [egress(STORE, '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: coredns}}}], ports: [{protocol: UDP, port: 53}]}')]],
    ['an address needs no DNS', [secret('https://203.0.113.7:9000'), egress('{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 9000}]}')]],
    ['a private block may hold pods', [egress('{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}')]],
    ['the world but one private range may hold pods', [egress('{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12]}}]}')]],
    ['labels of a namespace that no manifest shows', [ingress('[{from: [{namespaceSelector: {matchLabels: {team: traces}}}]}]')]],
    ['labels that controllers put on pods', [egress('{to: [{podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: minio-0}}}]}', DNS)]],
    ['a policy of another namespace', [policy('deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}', 'other')]],
    ['a policy for other pods', [policy('deny', '{podSelector: {matchLabels: {app: other}}, policyTypes: [Ingress, Egress]}')]],
    ['a policy of Calico', [policy('deny', '{selector: all(), types: [Egress]}').replace('networking.k8s.io/v1', 'crd.projectcalico.org/v1')]],
    ['policies of Cilium beside', [egress(STORE), policy('x', '{endpointSelector: {}, egress: [{toEntities: [all]}]}').replace('networking.k8s.io/v1', 'cilium.io/v2').replace('NetworkPolicy', 'CiliumNetworkPolicy')]],
    ['admin policies beside', [deny, 'apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: a}\nspec: {}']],
    ['a store of a cloud, by address', [secret('https://s3.eu-central-1.amazonaws.com'), egress('{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}', DNS)]],
    ['a name outside that may lead back into the cluster', [secret('https://s3.example.com'), egress('{to: [{namespaceSelector: {}}]}')]],
    ['a Service the manifests do not have', [secret('https://minio.storage.svc:9000'), egress('{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: storage}}}]}', DNS)]],
  ])('%s', (_what, yaml) => {
    expect(find(...yaml)).toEqual([]);
  });

  test('Cilium policies for other pods excuse nobody', () => {
    const cilium = policy('x', '{endpointSelector: {matchLabels: {"k8s:app": other}}}').replace('networking.k8s.io/v1', 'cilium.io/v2').replace('NetworkPolicy', 'CiliumNetworkPolicy');
    expect(find(egress(STORE), cilium)).toEqual(['OT502 NetworkPolicy tempo']);
  });

  test('pods in the network of their node', () => {
    const host = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: minio, namespace: tracing}
spec:
  template:
    metadata: {labels: {app: minio}}
    spec:
      hostNetwork: true
      containers: [{name: minio, image: minio/minio, args: [server, /data]}]
`;
    expect(find(host, egress('{to: [{podSelector: {}}], ports: [{port: 1}]}', DNS), ingress('[]'))).toEqual([]);
  });

  test('a TempoStack has policies of its operator, unless they are switched off', () => {
    const stack = (more: string) => `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: stack, namespace: tracing}
spec: {${more} storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: tracing}
spec: {podSelector: {matchLabels: {app.kubernetes.io/instance: stack}}, policyTypes: [Egress]}
`;
    expect(find(stack(''))).toEqual([]);
    expect(find(stack('networkPolicy: {enabled: false},'))).toEqual(['OT500 NetworkPolicy default-deny', 'OT502 NetworkPolicy default-deny']);
    expect(find(stack(''), ingress(`[{from: [{podSelector: ${TEMPO}}]}]`))).toEqual(['OT501 NetworkPolicy minio']);
  });
});

describe('the port of the Service', () => {
  const service = (targetPort: string) => `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: s3, port: 443, targetPort: ${targetPort}}]}
`;
  const dialled = secret('https://minio.tracing.svc');

  test.each<[string, string]>([
    ['by number', '443'],
    ['by its name, which no container has', 's3'],
  ])('%s, in both directions', (_what, port) => {
    const out = egress(`{to: [{podSelector: {matchLabels: {app: minio}}}], ports: [{port: ${port}}]}`, DNS);
    const into = ingress(`[{from: [{podSelector: ${TEMPO}}], ports: [{port: ${port}}]}]`);
    expect(find(service('9000'), dialled, out, into)).toEqual(['OT503 NetworkPolicy minio', 'OT503 NetworkPolicy tempo']);
    expect(messages(service('9000'), dialled, out)[0]).toContain(`allows port ${port}, which is the Service's (Tempo dials 443), and the pods listen on 9000`);
  });

  test('other pods at the Service\'s port are told of as other pods', () => {
    expect(find(service('9000'), dialled, ingress('[{from: [{podSelector: {matchLabels: {app: x}}}], ports: [{port: 443}]}]'))).toEqual(['OT501 NetworkPolicy minio']);
  });
});

test('messages tell who, whom, and what is allowed instead', () => {
  expect(messages(deny, egress('{to: [{podSelector: {matchLabels: {app: store}}}], ports: [{port: 9000}]}', DNS))).toEqual([
    'NetworkPolicies tempo, default-deny do not let Tempo (TempoMonolithic tracing/traces) out to MinIO (StatefulSet tracing/minio), TCP 9000: '
      + 'tempo allows pods with app=store of its own namespace on TCP 9000',
    'NetworkPolicy default-deny does not let Tempo (TempoMonolithic tracing/traces) in to MinIO (StatefulSet tracing/minio), TCP 9000: default-deny allows nothing',
  ]);
  expect(messages(egress(STORE, '{to: [{namespaceSelector: {}}], ports: [{port: 53}]}'))).toEqual([
    'NetworkPolicy tempo does not let Tempo (TempoMonolithic tracing/traces) ask DNS for the name it dials: '
      + 'tempo allows all pods of all namespaces on TCP 53, and names are asked for over UDP',
  ]);
});

test('the policy to change comes with the others, the client and the server', () => {
  const { findings } = prove(staged(`${deny}---${policy('minio', '{podSelector: {matchLabels: {app: minio}}, ingress: [{from: [{podSelector: {matchLabels: {app: x}}}]}]}')}`).map((object) => ({ object })), { now: NOW });
  const [found] = findings.filter((f) => f.rule === 'OT501');
  expect(found.resource).toMatchObject({ kind: 'NetworkPolicy', name: 'minio', field: 'spec.ingress' });
  expect(found.related?.map((r) => `${r.kind} ${r.name}`)).toEqual(['TempoMonolithic traces', 'StatefulSet minio', 'NetworkPolicy default-deny']);
});

test('manifests without namespaces are in one', () => {
  const bare = (yaml: string) => yaml.replace(/, namespace: tracing/g, '');
  const all = (...yaml: string[]) => prove(staged(yaml.join('\n---\n')).map((object) => {
    const { namespace: _gone, ...metadata } = object.metadata;
    return { object: { ...object, metadata } };
  }), { now: NOW }).findings.filter((f) => /^OT50/.test(f.rule)).map((f) => f.rule);
  expect(all(bare(egress(STORE)))).toEqual(['OT502']);
  expect(all(bare(ingress('[{from: [{podSelector: {matchLabels: {app: tempo}}}]}]')))).toEqual(['OT501']);
  expect(all(bare(ingress('[{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: tracing}}}]}]')))).toEqual([]);
});
