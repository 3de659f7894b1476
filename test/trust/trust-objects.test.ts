import { objects, Props } from './stage';
import { prove } from '../../src/trust/prove';
import { readDuration } from '../../src/trust/trust-sources/lifetimes';
import { NOW } from '../util/certificates';

/** Findings of these rules as "OT400 Certificate/name", those of a severity only where one is given. */
function found(yaml: string, severity?: string): string[] {
  const { findings, faults } = prove(objects(yaml, new Props()).map((object) => ({ object })), { now: NOW });
  expect(faults).toEqual([]);
  return findings.filter((f) => (severity ? f.severity === severity : f.severity !== 'note')).map((f) => `${f.rule} ${f.resource.kind}/${f.resource.name}`);
}

const certificate = (name: string, spec: string, namespace = ', namespace: tracing') =>
  `apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: ${name}${namespace}}\nspec: ${spec}\n---\n`;
const issuer = (name: string, spec: string, namespace = ', namespace: tracing') =>
  `apiVersion: cert-manager.io/v1\nkind: ${namespace === '' ? 'ClusterIssuer' : 'Issuer'}\nmetadata: {name: ${name}${namespace}}\nspec: ${spec}\n---\n`;
const secret = (name: string, data: string, more = '') =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: tracing}\n${more}stringData: ${data}\n---\n`;
const app = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app, namespace: tracing}\nspec: {template: {spec: {containers: [{name: app, image: app}]}}}\n---\n';

describe('good, although it looks odd', () => {
  const bootstrap = issuer('selfsigned', '{selfSigned: {}}', '')
    + certificate('ca', '{isCA: true, commonName: ca, secretName: root-secret, privateKey: {algorithm: ECDSA, size: 256}, issuerRef: {name: selfsigned, kind: ClusterIssuer, group: cert-manager.io}}', ', namespace: sandbox')
    + issuer('ca-issuer', '{ca: {secretName: root-secret}}', ', namespace: sandbox');

  test.each([
    ['the bootstrap of the documentation, durations untold', bootstrap + certificate('leaf', '{secretName: leaf, dnsNames: [a.sandbox.svc], issuerRef: {name: ca-issuer}}', ', namespace: sandbox')],
    ['a ClusterIssuer whose CA is in a namespace where nothing runs', issuer('selfsigned', '{selfSigned: {}}', '')
      + certificate('ca', '{isCA: true, commonName: ca, secretName: root, issuerRef: {name: selfsigned, kind: ClusterIssuer}}', ', namespace: pki')
      + issuer('root', '{ca: {secretName: root}}', '') + app],
    ['no namespaces at all', bootstrap.replace(/, namespace: sandbox/g, '') + certificate('leaf', '{secretName: leaf, dnsNames: [a], issuerRef: {name: ca-issuer}}', '')],
    ['a patch to a Certificate of another file', certificate('leaf', '{dnsNames: [a.tracing.svc]}') + certificate('other', '{duration: 24h}')],
    ['an issuer of somebody else', certificate('leaf', '{secretName: leaf, dnsNames: [a], issuerRef: {name: x, kind: AWSPCAClusterIssuer, group: awspca.cert-manager.io}}')],
    ['issuers that are not here', certificate('leaf', '{secretName: leaf, dnsNames: [a], issuerRef: {name: x, kind: ClusterIssuer}}')],
    ['a client certificate with a common name only, for both usages', certificate('leaf', '{secretName: leaf, commonName: admin, usages: [server auth, client auth], issuerRef: {name: x, kind: ClusterIssuer}}')],
    ['a client certificate with a common name only', certificate('leaf', '{secretName: leaf, commonName: tempo, usages: [client auth], issuerRef: {name: x, kind: ClusterIssuer}}')],
    ['a certificate of addresses, of URIs', certificate('a', '{secretName: a, ipAddresses: [10.0.0.1, "fd00::1"], issuerRef: {name: x}}')
      + certificate('b', '{secretName: b, uris: ["spiffe://cluster.local/ns/a"], issuerRef: {name: x}}')],
    ['one secretName in two namespaces', certificate('a', '{secretName: tls, dnsNames: [a], issuerRef: {name: x}}') + certificate('a', '{secretName: tls, dnsNames: [a], issuerRef: {name: x}}', ', namespace: other')],
    ['variables in place of values', certificate('a', "{secretName: a, duration: '${DURATION}', commonName: '${A}', dnsNames: ['${HOST}'], ipAddresses: ['${IP}'], issuerRef: {name: '${ISSUER}', kind: '${KIND}'}}")
      + secret('s', '{a: b}').replace('stringData: {a: b}', "data: {tls.crt: '${CRT}', tls.key: 'ENC[AES256_GCM,data:x]', other: '<path:a#b>'}")],
    ['percentages, and durations in seconds', certificate('a', '{secretName: a, dnsNames: [a], duration: 86400s, renewBeforePercentage: 50, issuerRef: {name: x}}')],
    ['an empty Secret that something fills', 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: tracing}\ntype: kubernetes.io/tls\n---\n'],
    ['Base64 in lines', 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: tracing}\ndata:\n  a: |\n    dGVt\n    cG8=\n---\n'],
    ['a Bundle of labels, of public CAs, of a ConfigMap elsewhere', 'apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: b}\n'
      + 'spec: {sources: [{useDefaultCAs: true}, {secret: {selector: {matchLabels: {a: b}}, key: ca.crt}}, {configMap: {name: kube-root-ca.crt, key: ca.crt}}], target: {configMap: {key: ca.crt}}}\n---\n'],
    ['a Bundle of Fleet', 'apiVersion: fleet.cattle.io/v1alpha1\nkind: Bundle\nmetadata: {name: b}\nspec: {sources: [{inLine: nothing}]}\n---\n'],
    ['a source that is copied to where it is read', app + certificate('ca', '{isCA: true, commonName: ca, secretName: root, issuerRef: {name: x}, secretTemplate: {annotations: {reflector.v1.k8s.emberstack.com/reflection-allowed: "true"}}}')
      + 'apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: b}\nspec: {sources: [{secret: {name: root, key: ca.crt}}], target: {configMap: {key: ca.crt}}}\n---\n'],
    ['a trust namespace of its own', app + certificate('ca', '{isCA: true, commonName: ca, secretName: root, issuerRef: {name: x}}')
      + 'apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: b}\nspec: {sources: [{secret: {name: root, key: ca.crt}}], target: {configMap: {key: ca.crt}}}\n---\n'
      + 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: trust-manager, namespace: tracing}\nspec: {template: {spec: {containers: [{name: t, image: t, args: [--trust-namespace=tracing]}]}}}\n---\n'],
    ['a CA Secret of one\'s own', secret('root', '{tls.crt: "(ca one)"}', 'type: Opaque\n').replace('(ca one)"', '(ca one)", tls.key: "${KEY}"') + issuer('root', '{ca: {secretName: root}}')],
  ])('%s', (_name, yaml) => { expect(found(yaml, 'error')).toEqual([]); });
});

describe('faults', () => {
  test.each([
    ['no name at all', certificate('a', '{secretName: a, issuerRef: {name: x}}'), ['OT400 Certificate/a']],
    ['days', certificate('a', '{secretName: a, dnsNames: [a], duration: 90d, issuerRef: {name: x}}'), ['OT400 Certificate/a']],
    ['less than an hour', certificate('a', '{secretName: a, dnsNames: [a], duration: 30m, issuerRef: {name: x}}'), ['OT400 Certificate/a']],
    ['renewed too late', certificate('a', '{secretName: a, dnsNames: [a], renewBefore: 1m, issuerRef: {name: x}}'), ['OT400 Certificate/a']],
    ['renewed before it begins, its duration untold', certificate('a', '{secretName: a, dnsNames: [a], renewBefore: 2160h, issuerRef: {name: x}}'), ['OT400 Certificate/a']],
    ['a long common name', certificate('a', `{secretName: a, commonName: ${'a'.repeat(65)}, issuerRef: {name: x}}`), ['OT400 Certificate/a']],
    ['a kind of issuer that there is not', certificate('a', '{secretName: a, dnsNames: [a], issuerRef: {name: x, kind: VaultIssuer}}'), ['OT400 Certificate/a']],
    ['a usage that there is not', certificate('a', '{secretName: a, dnsNames: [a], usages: [serverAuth], issuerRef: {name: x}}'), ['OT400 Certificate/a']],
    ['an Issuer elsewhere', issuer('x', '{selfSigned: {}}', ', namespace: pki') + certificate('a', '{secretName: a, dnsNames: [a], issuerRef: {name: x}}'), ['OT402 Certificate/a']],
    ['an Issuer called a ClusterIssuer', issuer('x', '{vault: {}}') + certificate('a', '{secretName: a, dnsNames: [a], issuerRef: {name: x, kind: ClusterIssuer}}'), ['OT402 Certificate/a']],
    ['a CA without the key', secret('root', '{ca.crt: "(ca one)"}') + issuer('root', '{ca: {secretName: root}}'), ['OT414 Secret/root']],
    ['a CA that is none', secret('root', '{tls.crt: "(leaf a of one)", tls.key: "(key of a)"}') + issuer('root', '{ca: {secretName: root}}'), ['OT414 Secret/root']],
    ['a CA with another key', secret('root', '{tls.crt: "(ca one)", tls.key: "(key of a)"}') + issuer('root', '{ca: {secretName: root}}'), ['OT414 Secret/root']],
    ['PEM where Base64 should be', 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: tracing}\ndata: {a: "(ca one)"}\n---\n', ['OT136 Secret/s']],
    ['the key of a CA in a Bundle', certificate('ca', '{isCA: true, commonName: ca, secretName: root, issuerRef: {name: x}}', ', namespace: cert-manager')
      + 'apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: b}\nspec: {sources: [{secret: {name: root, key: tls.key}}], target: {configMap: {key: ca.crt}}}\n---\n', ['OT409 Bundle/b']],
  ])('%s', (_name, yaml, expected) => { expect(found(yaml, 'error')).toEqual(expected); });

  test('a root of a cert-manager that keeps keys untold is no risk', () => {
    const root = issuer('self', '{selfSigned: {}}', '') + certificate('ca', '{isCA: true, commonName: ca, secretName: root, issuerRef: {name: self, kind: ClusterIssuer}}');
    const controller = (version: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cert-manager, namespace: cert-manager}\nspec: {template: {spec: {containers: [{name: c, image: 'quay.io/jetstack/cert-manager-controller:${version}'}]}}}\n---\n`;
    expect(found(root)).toEqual(['OT405 Certificate/ca']);
    expect(found(root + controller('v1.21.1'))).toEqual(['OT405 Certificate/ca']);
    expect(found(root + controller('v1.17.2'))).toEqual([]);
  });
});

test('durations as Go reads them', () => {
  expect(['2160h', '1h30m', '1.5h', '.5s', '0', '-1h', '90d', '1', '', 'h', '1h 30m'].map(readDuration)).toEqual([
    7_776_000_000, 5_400_000, 5_400_000, 500, 0, -3_600_000, undefined, undefined, undefined, undefined, undefined,
  ]);
  expect(readDuration('0'.repeat(500_000))).toBeUndefined(); // a careless search would take minutes
});

test('nonsense is survived', () => {
  for (const kind of ['Certificate', 'Issuer', 'ClusterIssuer', 'Secret', 'ConfigMap', 'Bundle', 'ClusterBundle']) {
    for (const apiVersion of ['cert-manager.io/v1', 'v1', 'trust.cert-manager.io/v1alpha1']) {
      for (const rest of ['spec: null', 'spec: 7', 'spec: [1]', 'data: 7', 'data: [1]', 'data: {a: 7, tls.crt: null}', 'spec: {ca: {secretName: {a: 1}}, issuerRef: [1], duration: 7, usages: 7, isCA: 1}',
        'spec: {issuerRef: {name: {a: 1}, kind: [2], group: 3}, secretName: [1], isCA: true, dnsNames: {a: 1}, commonName: {a: 1}, privateKey: 7}', 'spec: {ca: {secretName: x}, selfSigned: 7, acme: {server: 7}}',
        'spec: {sources: {a: 1}, sourceRefs: [7], inLineCAs: 7, defaultCAs: 7, target: 7}', 'type: 7', 'type: kubernetes.io/tls\nstringData: [1]']) {
        expect(() => found(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: tracing, labels: 7, annotations: [1]}\n${rest}\n`)).not.toThrow();
      }
    }
  }
});

test('a common name only, of a server', () => {
  const asked = (commonName: string, usages: string) => found(certificate('leaf', `{secretName: leaf, commonName: ${commonName}, usages: [${usages}], issuerRef: {name: x, kind: ClusterIssuer}}`));
  expect(asked('minio', 'server auth')).toEqual(['OT421 Certificate/leaf']);
  expect(asked('minio.tracing.svc', 'server auth, client auth')).toEqual(['OT421 Certificate/leaf']);
});

describe('certificates of webhooks, whose CA cert-manager injects', () => {
  const self = issuer('self', '{selfSigned: {}}');
  const webhook = (of: string) => `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: hook, annotations: {cert-manager.io/inject-ca-from: ${of}}}\n---\n`;
  const leaf = certificate('serving', '{secretName: serving, dnsNames: [hook.tracing.svc], issuerRef: {name: self}}');
  const root = certificate('ca', '{isCA: true, commonName: ca, secretName: root, issuerRef: {name: self}}') + issuer('ca', '{ca: {secretName: root}}')
    + certificate('hook', '{secretName: hook, dnsNames: [hook.tracing.svc], duration: 1h, renewBefore: 30m, issuerRef: {name: ca}}');

  test('may sign themselves, and have a CA that changes', () => {
    expect(found(self + leaf + webhook('tracing/serving'))).toEqual([]);
    expect(found(self + leaf)).toEqual([]);
    expect(found(self + root + webhook('tracing/hook'))).toEqual([]);
  });

  test('not so where others trust them', () => {
    expect(found(self + root + webhook('tracing/other'))).toEqual(['OT405 Certificate/ca']);
    expect(found(self + root + webhook('tracing/hook') + certificate('more', '{secretName: more, dnsNames: [a.tracing.svc], duration: 1h, renewBefore: 30m, issuerRef: {name: ca}}'))).toEqual(['OT405 Certificate/ca']);
  });
});
