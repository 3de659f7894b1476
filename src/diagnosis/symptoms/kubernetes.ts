import { Symptom } from '../symptom';

/** What the kubelet, cert-manager, trust-manager and the Tempo operator say in events, conditions and logs (Kubernetes 1.28, cert-manager 1.21, trust-manager 0.25, tempo-operator 0.22.0). */
export const KUBERNETES: readonly Symptom[] = [
  {
    id: 'key-not-there',
    says: /references non-existent (secret|configmap|config) key: (?:\S+)|couldn't find key (?:\S+) in (Secret|ConfigMap)/,
    means: 'the object is there and has no such key: the pod does not start until it has',
    rules: ['OT017', 'OT003', 'OT412'],
    look: 'kubectl get secret NAME -o jsonpath=\'{.data}\' shows the keys that are there',
  },
  {
    id: 'operator-ca',
    says: /CA ConfigMap must contain/,
    means: 'the Tempo operator finds no CA in the ConfigMap of the store\'s TLS',
    rules: ['OT139', 'OT003'],
    look: 'the key is service-ca.crt, ca.crt or ca-bundle.crt, under data',
  },
  {
    id: 'operator-secret',
    says: /storage secret (type is required|must contain|contains fields for)|specify a storage secret|not an allowed storage secret type|field of storage secret must|InvalidStorageConfig|Endpoint url cannot have fully qualified paths/,
    means: 'the Tempo operator refuses the Secret of the store',
    rules: ['OT102', 'OT101', 'OT103', 'OT020'],
    look: 'its keys: endpoint (with scheme, without path), bucket, access_key_id, access_key_secret',
  },
  {
    id: 'issuer-not-there',
    says: /Referenced "?(Cluster)?Issuer"? not found|issuer\.cert-manager\.io \\*"[^"]+" not found|Error getting keypair for CA issuer|Error initializing issuer/i,
    means: 'cert-manager does not find the issuer, or the Secret with its CA',
    rules: ['OT402', 'OT420', 'OT414'],
    look: 'a ClusterIssuer\'s Secret lies in the namespace of cert-manager; an Issuer\'s in its own',
  },
  {
    id: 'bundle-source-not-there',
    says: /Bundle source was not found|SourceNotFound|failed to get (Secret|ConfigMap) \S+: .* not found/,
    means: 'trust-manager does not find the source of a Bundle',
    rules: ['OT408', 'OT409'],
    look: 'sources lie in the trust namespace, cert-manager unless it is told otherwise',
  },
  {
    id: 'object-not-there',
    says: /MountVolume\.SetUp failed .*: (secret|configmap) "(?:[^"]+)" not found|FailedMount.*"(?:[^"]+)" not found|(secrets?|configmaps?) \\*"(?:[^"]+)" not found/i,
    means: 'a Secret or ConfigMap is not there: the pod does not start until it is',
    rules: ['OT020', 'OT019', 'OT016', 'OT022', 'OT122', 'OT023'],
    look: 'kubectl get secret,configmap -A: its name, and its namespace',
  },
  {
    id: 'image-not-there',
    says: /ImagePullBackOff|ErrImagePull|manifest unknown|manifest for .* not found|pull access denied/,
    means: 'the image is not in the registry: it was never there, or is no longer published',
    rules: ['OT211'],
    look: 'the tag in the registry, and imagePullSecrets',
  },
  {
    id: 'probe-scheme',
    says: /probe failed: HTTP probe failed with statuscode: 400/,
    means: 'a probe speaks HTTP to a port that speaks HTTPS: Go answers with 400',
    rules: ['OT200', 'OT318'],
    look: 'the scheme of the probe',
  },
];
