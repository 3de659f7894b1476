import { agent, CONFIG, WRITES } from './corpus/vault';
import { readHcl } from '../../src/trust/hcl';
import { prove } from '../../src/trust/prove';
import { namesOf, partsOf, pkiCall } from '../../src/trust/vault/templates';
import { NOW } from '../util/certificates';

test('HCL and JSON are read as the same', () => {
  const hcl = `
    exit_after_auth = true // once
    /* where */ vault { address = "https://vault:8200" retry { num_retries = -1 } }
    auto_auth { method "kubernetes" { config = { role = "a \\"role\\"", list = ["x", 2,] } } }
    template { contents = <<EOF
{{ with secret "a" }}}}{{ end }}
EOF
      perms = 0640 }
    template { contents = <<-END
      two
      END
    }`;
  expect(JSON.parse(JSON.stringify(readHcl(hcl)))).toEqual({
    exit_after_auth: true,
    vault: [{ address: 'https://vault:8200', retry: [{ num_retries: -1 }] }],
    auto_auth: [{ method: [{ type: 'kubernetes', config: { role: 'a "role"', list: ['x', 2] } }] }],
    template: [{ contents: '{{ with secret "a" }}}}{{ end }}\n', perms: 640 }, { contents: 'two\n' }],
  });
  expect(readHcl('{"vault": {"address": "https://vault:8200"}}')).toEqual({ vault: { address: 'https://vault:8200' } });
  for (const wrong of ['vault {', 'vault { address = }', '{"vault"', 'a = <<EOF\n', '}', 'a = [1', '= 1']) { expect(readHcl(wrong)).toBeUndefined(); }
});

test.each([
  ['{{ with pkiCert "pki/issue/web" "common_name=a.example" "alt_names=b.example, c.example" "ip_sans=10.0.0.1" }}{{ .Cert }}{{ end }}', 'pki', ['a.example', 'b.example', 'c.example'], ['10.0.0.1']],
  ['{{- with secret `/team/pki/issuer/new/issue/web` `common_name=a.example` -}}{{ .Data.certificate }}{{ end }}', 'team/pki', ['a.example'], []],
  ['{{ with pkiCert "pki/issue/web" "common_name=a.example" "alt_names=b.example" "exclude_cn_from_sans=true" }}{{ .Cert }}{{ end }}', 'pki', ['b.example'], []],
  ['{{ with pkiCert "pki/issue/web" (printf "common_name=%s" (env "HOST")) }}{{ .Cert }}{{ end }}', 'pki', undefined, undefined],
])('what is asked for: %s', (template, mount, dnsNames, ipAddresses) => {
  const call = pkiCall(template);
  expect(call?.mount).toBe(mount);
  expect(call && namesOf(call)).toEqual(dnsNames && { dnsNames, ipAddresses });
});

test('other secrets are no certificates', () => {
  for (const other of ['{{ with secret "secret/data/minio" }}{{ .Data.data.certificate }}{{ end }}', '{{ with secret "pki/issue/web" }}', '{{ key "pkiCert" }}', 'plain']) { expect(pkiCall(other)).toBeUndefined(); }
});

test('which file holds what', () => {
  const { own, files } = partsOf('{{ with pkiCert "p/issue/r" }}{{ .Data.Key }}{{- .Data.Cert -}}{{ .Key | writeToFile "/c/private.key" "" "" "0640" }}'
    + '{{ range .CAChain }}{{ . | writeToFile `/c/ca.crt` "" "" "0640" "append" }}{{ end }}{{ $.Data.certificate | writeToFile "/c/public.crt" "" "" "0640" }}{{ end }}');
  expect(own).toBe('tls.crt');
  expect([...files]).toEqual([['/c/private.key', 'tls.key'], ['/c/ca.crt', 'ca.crt'], ['/c/public.crt', 'tls.crt']]);
  expect(partsOf('{{ .Data.data.password }} {{ .Keyless }}').own).toBeUndefined();
});

test('an agent is judged as any other client', () => {
  const rules = (vault: string) => prove(agent(CONFIG(WRITES, vault)).map((object) => ({ object })), { now: NOW }).findings.map(({ rule, resource: { kind, name, field } }) => `${rule} ${kind}/${name} ${field}`);
  expect(rules('address = "https://vault.example.com:8200"\ntls_skip_verify = true')).toContain('OT002 ConfigMap/agent data["agent.hcl"]');
  expect(rules('address = "https://vault.example.com:8200"')).not.toContain('OT002 ConfigMap/agent data["agent.hcl"]');
  expect(rules('address = "https://vault.example.com:8200"\nca_cert = "/etc/agent/none.crt"').filter((rule) => rule.startsWith('OT0'))).not.toEqual([]);
});
