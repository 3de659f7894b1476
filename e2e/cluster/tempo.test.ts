import { LOADED, reporting, sideBySide, traces } from './scene';
import { authority, days, leafFor, Pair, pem, shown } from '../scenes/certificates';
import { store } from '../scenes/store';

const report = reporting('tempo');

const root = authority('Root');
const middle = authority('Middle', { issuer: root, pathLen: 0 });
const namesake = authority('Root');

type Leaf = ReturnType<typeof leafFor>;

/** What is different from what is written, and what the cluster does. */
interface Scene {
  readonly name: string;
  /** what the store shows, and what is trusted */
  readonly material?: (leaf: Leaf) => { readonly pair?: Pair; readonly trusted?: string };
  readonly change?: (objects: any[], namespace: string) => void;
  /** what a person who looks at the cluster reads; nothing where Tempo gets Ready */
  readonly says?: RegExp;
  /** the rule that finds it before anything is deployed */
  readonly rule?: string;
}

const find = (objects: any[], kind: string, name?: string) =>
  objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
const s3 = (objects: any[]) => find(objects, 'TempoMonolithic').spec.storage.traces.s3;
const endpoint = (value: (namespace: string) => string) => (objects: any[], namespace: string) => {
  find(objects, 'Secret', 'minio-tempo').stringData.endpoint = value(namespace);
};

/** As in tests/e2e/monolithic-s3-tls of tempo-operator 0.22.0, where the trusted certificate is the server's own. */
const ownCertificate = (leaf: Leaf) => {
  const own = leaf(root, { overrides: { issuer: undefined, basicConstraints: { ca: true }, extKeyUsage: undefined, keyUsage: undefined } });
  return { pair: shown(own), trusted: pem(own) };
};
const renamed = (objects: any[]) => {
  const { data } = find(objects, 'ConfigMap', s3(objects).tls.caName);
  data['ca.pem'] = data['ca.crt'];
  delete data['ca.crt'];
  delete data['service-ca.crt'];
};

const SCENES: readonly Scene[] = [
  { name: 'what is written' },
  { name: 'the server\'s own certificate is what is trusted, and the short name is dialled', material: ownCertificate, change: endpoint(() => 'https://minio:9000') },
  { name: 'an intermediate is what is trusted', material: (leaf) => ({ pair: shown(leaf(middle)), trusted: pem(middle) }) },
  { name: 'two CAs of one name', material: () => ({ trusted: pem(namesake, root) }) },
  { name: 'another CA of the same name', material: () => ({ trusted: pem(namesake) }), says: /certificate signed by unknown authority/, rule: 'OT006' },
  { name: 'a certificate that has ended', material: (leaf) => ({ pair: shown(leaf(root, { notAfter: days(-1) })) }), says: /certificate has expired or is not yet valid/, rule: 'OT005' },
  { name: 'the short name only', material: (leaf) => ({ pair: shown(leaf(root, { dnsNames: ['minio'] })) }), says: /certificate is valid for minio, not minio\./, rule: 'OT007' },
  { name: 'no intermediate', material: (leaf) => ({ pair: shown(leaf(middle)) }), says: /certificate signed by unknown authority/, rule: 'OT006' },
  { name: 'an endpoint with http', change: endpoint((ns) => `http://minio.${ns}.svc:9000`), says: /400 Bad Request|Client sent an HTTP request to an HTTPS server/, rule: 'OT001' },
  { name: 'an endpoint with a path', change: endpoint((ns) => `https://minio.${ns}.svc:9000/tempo`), says: /Endpoint url cannot have fully qualified paths/, rule: 'OT103' },
  { name: 'no TLS for the storage', change: (objects) => { delete s3(objects).tls; }, says: /certificate signed by unknown authority/, rule: 'OT006' },
  { name: 'the bundle under a key that the operator does not read', change: renamed, says: /CA ConfigMap must contain a 'service-ca\.crt', 'ca\.crt', or 'ca-bundle\.crt' key/, rule: 'OT139' },
  { name: 'a minimum version in the words of another place', change: (objects) => { s3(objects).tls.minVersion = '1.2'; }, says: /unknown minimum TLS version/, rule: 'OT112' },
  { name: 'an unknown key in the configuration', change: (objects) => { find(objects, 'TempoMonolithic').spec.extraConfig = { tempo: { storage: { trace: { s3: { bucket_name: 'x' } } } } }; }, says: /field bucket_name not found/, rule: 'OT119' },
];

/** The manifests of a scene. */
function objectsOf({ material, change }: Scene, namespace: string): any[] {
  const leaf = leafFor(namespace);
  const { pair = shown(leaf(root)), trusted = pem(root) } = material?.(leaf) ?? {};
  const objects = store({
    namespace,
    pair,
    ca: pem(root),
    trusted,
    props: LOADED,
    clients: traces,
  });
  change?.(objects, namespace);
  return objects;
}

test.concurrent.each(SCENES)('$name', async (scene) => {
  await sideBySide(report, { ...scene, objects: (namespace) => objectsOf(scene, namespace) });
});
