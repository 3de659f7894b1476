import { rule } from './rule';
import { WORKLOADS } from '../containers';
import { writtenByAgents } from '../pod-volumes';

const pod = (one: string, certificate: string, key: string) => `
apiVersion: v1
kind: Pod
metadata:
  name: store
  namespace: tracing
  annotations:
    vault.hashicorp.com/agent-inject: 'true'
    vault.hashicorp.com/agent-inject-template-tls.crt: '{{ with ${one} "pki/issue/store" "common_name=store.tracing.svc" }}{{ .Data.${certificate} }}{{ end }}'
    vault.hashicorp.com/agent-inject-template-tls.key: '{{ with ${one} "pki/issue/store" "common_name=store.tracing.svc" }}{{ .Data.${key} }}{{ end }}'
spec:
  containers: [{name: store, image: 'example.com/store:1'}]
`;

export const vaultAgentSplitsAPair = rule({
  id: 'OT426',
  severity: 'error',
  title: 'Vault\'s agent writes the key of another certificate',
  what: 'Two templates of Vault\'s agent ask for a certificate by pkiCert, and one writes the certificate while the other writes the key.',
  why: 'Each template with pkiCert gets a certificate of its own, which it keeps in its file, so the two are no pair and no server loads them (consul-template 0.41.1, '
    + 'dependency/vault_pki.go; seen with Vault 1.21.4). Templates with the same words of secret share one.',
  fix: 'write both in one template, the second file with writeToFile; or ask by secret, with the same words in both',
  violating: pod('pkiCert', 'Cert', 'Key'),
  satisfying: pod('secret', 'certificate', 'private_key'),
  on: 'object',
  kinds: ['ConfigMap', 'Secret', ...WORKLOADS],
  among: (object, { inventory }) => writtenByAgents(inventory).has(object),
  check: (object, { inventory }) => {
    const written = writtenByAgents(inventory).get(object);
    if (!written) { return 'not applicable'; }
    const found = written.flatMap(({ apart, asked: { field } }) => (apart === undefined ? [] : [{
      message: `${apart.certificate} and ${apart.key} are of two certificates: each of their templates asks for its own by pkiCert`, resource: inventory.ref(object, field),
    }]));
    return found.length === 0 ? 'satisfied' : found;
  },
});
