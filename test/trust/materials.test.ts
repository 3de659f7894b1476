import { objects, Props } from './stage';
import { Inventory } from '../../src/trust/inventory';
import { bundleIn, certificateIn } from '../../src/trust/material';
import { Material } from '../../src/trust/model';
import { verifyServer } from '../../src/trust/verify';
import { NOW } from '../util/certificates';

const inventory = (yaml: string) => new Inventory(objects(yaml, new Props()).map((object) => ({ object })));

/** What comes of a client dialling minio.tracing.svc that trusts some bundles, when the server shows a certificate. */
function judged(certificate: Material, bundle: Material | undefined, onlyPublic?: boolean): string {
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'tracing', name: 'x' };
  const analysis = verifyServer(
    {
      ref,
      product: 'Tempo',
      namespace: 'tracing',
      tls: true,
      address: { text: 'minio.tracing.svc:9000', host: 'minio.tracing.svc', port: 9000 },
      trust: { system: bundle === undefined, bundles: bundle ? [bundle] : [], onlyPublic },
    },
    { ref, product: 'MinIO', namespace: 'tracing', labels: {}, port: 9000, tls: true, certificates: [certificate], clientAuth: 'none' },
    NOW,
  );
  return analysis.state === 'failed' ? analysis.code : analysis.state;
}

const leaf = (issuer: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-tls, dnsNames: [minio.tracing.svc], issuerRef: ${issuer}}
---
`;
const root = `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: self}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: root, namespace: cert-manager}
spec: {isCA: true, commonName: Root, secretName: root, issuerRef: {name: self, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: root}
spec: {ca: {secretName: root}}
---
`;
const middle = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: middle, namespace: tracing}
spec: {isCA: true, commonName: Middle, secretName: middle, issuerRef: {name: root, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: middle, namespace: tracing}
spec: {ca: {secretName: middle}}
---
`;
const bundleOf = (sources: string) => `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: storage-ca}
spec: {sources: ${sources}, target: {configMap: {key: ca.crt}}}
---
`;
const configMap = (pem: string) => `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data: {ca.crt: "${pem}"}
---
`;
const secret = (name: string, namespace: string, data: string) => `
apiVersion: v1
kind: Secret
metadata: {name: ${name}, namespace: ${namespace}}
stringData: ${data}
---
`;

const verdict = (yaml: string, kind: 'Secret' | 'ConfigMap' = 'ConfigMap', name = 'storage-ca', key = 'ca.crt', namespace = 'tracing') => {
  const world = inventory(yaml);
  return judged(certificateIn(world, 'tracing', 'minio-tls', 'tls.crt', 'tls.key'), bundleIn(world, kind, namespace, name, key));
};

const byRoot = leaf('{name: root, kind: ClusterIssuer}');
const byMiddle = leaf('{name: middle}');

describe('cert-manager and trust-manager', () => {
  test('a root trusts what it signs, and what those sign that it signed', () => {
    const bundle = bundleOf('[{secret: {name: root, key: ca.crt}}]');
    expect(verdict(root + byRoot + bundle)).toBe('consistent');
    expect(verdict(root + middle + byMiddle + bundle)).toBe('consistent');
    expect(verdict(root + byRoot + bundleOf('[{secret: {name: root, key: tls.crt}}, {useDefaultCAs: true}]'))).toBe('consistent');
    expect(verdict(root + byRoot + bundleOf('[{secret: {selector: {matchLabels: {ca: yes}}, key: tls.crt}}]'))).toBe('unknown');
  });

  test('ca.crt of the leaf, of the CA, of another leaf of the same CA; tls.crt of the leaf itself', () => {
    const all = root + middle + byMiddle;
    expect(verdict(all, 'Secret', 'minio-tls', 'ca.crt')).toBe('consistent');
    expect(verdict(all, 'Secret', 'minio-tls', 'tls.crt')).toBe('consistent');
    expect(verdict(all, 'Secret', 'middle', 'ca.crt')).toBe('consistent');
    expect(verdict(all, 'Secret', 'middle', 'tls.crt')).toBe('consistent');
    expect(verdict(all, 'Secret', 'root', 'tls.crt', 'cert-manager')).toBe('consistent');
    expect(verdict(all + leaf('{name: root, kind: ClusterIssuer}').replace('name: minio,', 'name: other,').replace('minio-tls', 'other-tls'), 'Secret', 'other-tls')).toBe('consistent');
  });

  test('a leaf that signs itself is its own CA', () => {
    const own = leaf('{name: self, kind: ClusterIssuer}');
    expect(verdict(root + own, 'Secret', 'minio-tls', 'ca.crt')).toBe('consistent');
    expect(verdict(root + own, 'Secret', 'minio-tls', 'tls.crt')).toBe('consistent');
    expect(verdict(root + own + bundleOf('[{secret: {name: root, key: ca.crt}}]'))).toBe('not-in-bundle');
  });

  test('another CA of the manifests is another CA', () => {
    const other = root.replace(/name: root/g, 'name: other').replace(/secretName: root/g, 'secretName: other');
    expect(verdict(root + other + byRoot + bundleOf('[{secret: {name: other, key: ca.crt}}]'))).toBe('not-in-bundle');
    expect(verdict(root + byRoot, 'ConfigMap', 'kube-root-ca.crt', 'ca.crt')).toBe('not-in-bundle');
    expect(verdict(root + byRoot, 'ConfigMap', 'openshift-service-ca.crt', 'service-ca.crt')).toBe('not-in-bundle');
  });

  test('a Secret that nobody shows may hold a copy of the CA', () => {
    expect(verdict(root + byRoot + bundleOf('[{secret: {name: copy, key: ca.crt}}]'))).toBe('unknown');
    expect(verdict(byRoot + bundleOf('[{secret: {name: copy, key: ca.crt}}]'))).toBe('unknown');
  });

  test('an issuer whose CA does not show: its Secret is the same Secret, its leaves have the same ca.crt', () => {
    const hidden = 'apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: root}\nspec: {ca: {secretName: corporate}}\n---\n';
    expect(verdict(hidden + byRoot + bundleOf('[{secret: {name: corporate, key: tls.crt}}]'))).toBe('consistent');
    expect(verdict(hidden + byRoot, 'Secret', 'minio-tls', 'ca.crt')).toBe('consistent');
    expect(verdict(hidden.replace('ca: {secretName: corporate}', 'vault: {server: x}') + byRoot, 'Secret', 'minio-tls', 'ca.crt')).toBe('consistent');
    expect(verdict(byRoot, 'Secret', 'minio-tls', 'ca.crt')).toBe('consistent');
  });

  test('a PEM beside a CA that is still to be made is compared by its name', () => {
    expect(verdict(root + byRoot + configMap('(ca one)'))).toBe('not-in-bundle');
    expect(verdict(root.replace('commonName: Root', 'commonName: CA one') + byRoot + configMap('(ca one)'))).toBe('unknown');
    expect(verdict(root.replace('commonName: Root, ', '') + byRoot + configMap('(ca one)'))).toBe('unknown');
    expect(verdict(root + byRoot + configMap('# put the CA here'))).toBe('empty-bundle');
  });

  test('a CA whose certificate shows is compared as a certificate', () => {
    const issuer = 'apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: root}\nspec: {ca: {secretName: root}}\n---\n';
    const shown = secret('root', 'cert-manager', '{tls.crt: "(ca one)", tls.key: "(key of x)"}');
    expect(verdict(issuer + shown + byRoot + configMap('(ca one)'))).toBe('consistent');
    expect(verdict(issuer + shown + byRoot + configMap('(ca two)'))).toBe('not-in-bundle');
    expect(verdict(issuer + shown + byRoot + bundleOf('[{secret: {name: root, key: tls.crt}}]'))).toBe('consistent');
    expect(verdict(issuer + secret('root', 'cert-manager', '{tls.crt: "(ca old, until -5)"}') + byRoot + configMap('(ca old, until -5)'))).toBe('expired');
  });

  test('ACME: public, staging, somebody\'s own', () => {
    const acme = (server: string) => `apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: root}\nspec: {acme: {server: '${server}'}}\n---${byRoot}`;
    const system = (server: string) => judged(certificateIn(inventory(acme(server)), 'tracing', 'minio-tls', 'tls.crt'), undefined, true);
    expect(system('https://acme-v02.api.letsencrypt.org/directory')).toBe('consistent');
    expect(system('https://step-ca.pki.svc/acme/acme/directory')).toBe('unknown');
    const pair = secret('minio-tls', 'tracing', '{tls.crt: "(leaf minio.tracing.svc of one)", tls.key: "(key minio.tracing.svc of one)"}');
    const defaults = bundleOf('[{useDefaultCAs: true}]');
    expect(verdict(acme('https://acme-v02.api.letsencrypt.org/directory') + defaults)).toBe('consistent');
    expect(verdict(acme('https://step-ca.pki.svc/acme/acme/directory') + defaults)).toBe('unknown');
    expect(verdict(pair + defaults)).toBe('unknown-authority');
    expect(verdict(pair + bundleOf('[{useDefaultCAs: true}, {inLine: "(ca one)"}]'))).toBe('proved');
    expect(verdict(acme('https://acme-v02.api.letsencrypt.org/directory'), 'Secret', 'minio-tls', 'ca.crt')).toBe('missing-material');
    expect(verdict(root.replace(/ame: root/g, 'ame: r2') + acme('https://acme-v02.api.letsencrypt.org/directory') + bundleOf('[{secret: {name: r2, key: ca.crt}}]')))
      .toBe('not-in-bundle');
  });

  test('a private CA is not among the public ones', () => {
    expect(judged(certificateIn(inventory(root + byRoot), 'tracing', 'minio-tls', 'tls.crt'), undefined, true)).toBe('not-in-bundle');
    expect(judged(certificateIn(inventory(root + byRoot), 'tracing', 'minio-tls', 'tls.crt'), undefined)).toBe('unknown');
  });

  test('keys that cert-manager writes', () => {
    expect(verdict(root + byRoot, 'Secret', 'minio-tls', 'public.crt')).toBe('missing-material');
    expect(certificateIn(inventory(root + byRoot), 'tracing', 'minio-tls', 'public.crt').missing).toMatch(/tls\.crt, tls\.key and ca\.crt/);
    const formats = byRoot.replace('issuerRef', 'additionalOutputFormats: [{type: CombinedPEM}, {type: DER}], issuerRef');
    expect(certificateIn(inventory(root + formats), 'tracing', 'minio-tls', 'tls-combined.pem').missing).toBeUndefined();
  });

  test('a Bundle: keys, namespaces, places of its sources', () => {
    const good = '[{secret: {name: root, key: ca.crt}}]';
    const named = (labels: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: tracing, labels: ${labels}}\n---
`;
    const selecting = (sources: string, selector: string) => bundleOf(sources).replace('{configMap: {key: ca.crt}}', `{configMap: {key: ca.crt}, namespaceSelector: ${selector}}`);
    expect(verdict(root + byRoot + bundleOf(good), 'ConfigMap', 'storage-ca', 'service-ca.crt')).toBe('missing-material');
    expect(verdict(root + byRoot + selecting(good, '{matchLabels: {trust: a}}'))).toBe('consistent');
    expect(verdict(root + byRoot + named('{trust: a}') + selecting(good, '{matchLabels: {trust: a}}'))).toBe('consistent');
    expect(verdict(root + byRoot + named('{trust: b}') + selecting(good, '{matchLabels: {trust: a}}'))).toBe('missing-material');
    expect(verdict(root + byRoot + selecting(good, '{matchLabels: {kubernetes.io/metadata.name: other}}'))).toBe('missing-material');
    expect(verdict(root + byRoot + selecting(good, '{matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [other, tracing]}]}'))).toBe('consistent');
    const app = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app, namespace: tracing}\nspec: {template: {spec: {containers: []}}}\n---\n';
    const here = root.replace('namespace: cert-manager', 'namespace: tracing');
    expect(verdict(here + byRoot + bundleOf(good))).toBe('consistent');
    expect(verdict(app + here + byRoot + bundleOf(good))).toBe('missing-material');
  });

  test('ClusterBundle', () => {
    const bundle = (spec: string) => `apiVersion: trust-manager.io/v1alpha2\nkind: ClusterBundle\nmetadata: {name: storage-ca}\nspec: ${spec}\n---
`;
    const target = 'target: {configMap: {data: [{key: ca.crt}]}, namespaceSelector: {}}';
    expect(verdict(root + byRoot + bundle(`{sourceRefs: [{kind: Secret, name: root, key: ca.crt}], ${target}}`))).toBe('consistent');
    expect(verdict(root + byRoot + bundle(`{inLineCAs: "(ca two)", ${target}}`))).toBe('not-in-bundle');
    expect(verdict(root + byRoot + bundle(`{inLineCAs: "(ca two)", defaultCAs: {provider: System}, ${target}}`))).toBe('not-in-bundle');
    expect(verdict(root + byRoot + bundle(`{defaultCAs: {provider: System}, ${target}}`))).toBe('not-in-bundle');
    expect(verdict(root + byRoot + bundle(`{sourceRefs: [{kind: Secret, name: root, key: ca.crt}], ${target}}`), 'ConfigMap', 'storage-ca', 'bundle.pem')).toBe('missing-material');
  });
});

describe('Secrets that something else makes', () => {
  const external = (spec: string) => `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: minio-tls, namespace: tracing}\nspec: ${spec}\n---
`;

  test('their content is not known, their keys are', () => {
    expect(verdict(external('{data: [{secretKey: tls.crt}, {secretKey: tls.key}]}') + configMap('(ca one)'))).toBe('unknown');
    expect(verdict(external('{data: [{secretKey: cert}, {secretKey: key}]}') + configMap('(ca one)'))).toBe('missing-material');
    expect(verdict(external('{dataFrom: [{extract: {key: x}}], data: [{secretKey: cert}]}') + configMap('(ca one)'))).toBe('unknown');
    expect(verdict(external('{target: {template: {data: {tls.crt: "{{ .cert }}"}}}, data: [{secretKey: cert}]}') + configMap('(ca one)'))).toBe('unknown');
    expect(verdict(external('{target: {template: {type: kubernetes.io/tls}}, data: [{secretKey: tls.crt}]}') + configMap('(ca one)'))).toBe('unknown');
    expect(verdict(external('{target: {name: other}, data: [{secretKey: cert}]}') + configMap('(ca one)'))).toBe('unknown');
    const sealed = 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: minio-tls, namespace: tracing}\nspec: {encryptedData: {public.crt: AgA=}}\n---\n';
    expect(verdict(sealed + configMap('(ca one)'))).toBe('missing-material');
    expect(verdict(sealed.replace('public.crt', 'tls.crt') + configMap('(ca one)'))).toBe('unknown');
  });

  test('texts that stand for others are not read', () => {
    for (const text of ['ENC[AES256_GCM,data:abc,iv:x,tag:y,type:str]', '${TLS_CRT}', '<path:secret/data/minio#tls.crt>', 'vault:secret/data/minio#crt', 'ref+vault://minio#/crt']) {
      expect(verdict(secret('minio-tls', 'tracing', `{tls.crt: '${text}', tls.key: '${text}'}`) + configMap('(ca one)'))).toBe('unknown');
    }
  });

  test('OpenShift', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: minio, namespace: tracing, annotations: {service.beta.openshift.io/serving-cert-secret-name: minio-tls}}\nspec: {}\n---\n';
    const injected = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: storage-ca, namespace: tracing, annotations: {service.beta.openshift.io/inject-cabundle: "true"}}\n---\n';
    expect(verdict(service + injected, 'ConfigMap', 'storage-ca', 'service-ca.crt')).toBe('consistent');
    expect(verdict(service + injected, 'ConfigMap', 'storage-ca', 'ca.crt')).toBe('missing-material');
    expect(verdict(service, 'ConfigMap', 'openshift-service-ca.crt', 'service-ca.crt')).toBe('consistent');
    expect(verdict(service.replace('name: minio,', 'name: store,') + injected, 'ConfigMap', 'storage-ca', 'service-ca.crt')).toBe('host-mismatch');
    expect(verdict(service.replace(', namespace: tracing', '') + injected.replace(', namespace: tracing', ''), 'ConfigMap', 'storage-ca', 'service-ca.crt')).toBe('consistent');
    const trusted = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: storage-ca, namespace: tracing, labels: {config.openshift.io/inject-trusted-cabundle: "true"}}\n---\n';
    expect(verdict(service + trusted, 'ConfigMap', 'storage-ca', 'ca-bundle.crt')).toBe('unknown');
  });

  test('manifests without namespaces', () => {
    const bare = (root + byRoot + bundleOf('[{secret: {name: root, key: ca.crt}}]')).replace(/, namespace: [a-z-]+/g, '');
    expect(verdict(bare)).toBe('consistent');
    expect(verdict(bare, 'Secret', 'minio-tls', 'ca.crt')).toBe('consistent');
  });
});

test('nonsense is survived', () => {
  for (const spec of ['null', '7', '[1]', 'text', '{issuerRef: 7, dnsNames: 7, secretName: minio-tls}', '{secretName: minio-tls, issuerRef: {name: [1]}, usages: {a: 1}, additionalOutputFormats: [7]}']) {
    for (const kind of ['Certificate', 'Issuer', 'ExternalSecret', 'SealedSecret', 'SecretProviderClass']) {
      const world = inventory(`apiVersion: cert-manager.io/v1\nkind: ${kind}\nmetadata: {name: minio-tls, namespace: tracing, annotations: 7, labels: [1]}\nspec: ${spec}`);
      expect(() => [certificateIn(world, 'tracing', 'minio-tls', 'tls.crt', 'tls.key'), bundleIn(world, 'Secret', 'tracing', 'minio-tls', 'ca.crt')]).not.toThrow();
    }
    for (const more of ['sources: [7, null, {secret: 7}, {configMap: {name: 7}}]', 'sourceRefs: {a: 1}', 'sources: text']) {
      const world = inventory(`apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: storage-ca}\nspec: {target: {configMap: {key: 7}, namespaceSelector: {matchLabels: 7}}, ${more}}`);
      expect(() => bundleIn(world, 'ConfigMap', 'tracing', 'storage-ca', 'ca.crt')).not.toThrow();
    }
  }
});
