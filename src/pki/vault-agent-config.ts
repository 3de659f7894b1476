import { PairNames } from './binding';

/** What an agent is told. */
export interface VaultAgentSettings {
  readonly server: string;
  readonly vaultNamespace?: string;
  /** whether a CA lies beside its configuration */
  readonly hasCa: boolean;
  readonly authPath: string;
  readonly authRole: string;
  /** the endpoint that issues, and what is asked of it */
  readonly path: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** after which part of its life a certificate is renewed */
  readonly renewAt: number;
  /** where it writes */
  readonly directory: string;
  /** where its configuration, its token and its CA are */
  readonly config: string;
}

/**
 * The configurations of the agent that writes a pair once, and of the one that renews it (hashicorp/vault 1.21.4, command/agent; consul-template 0.41.1).
 *
 * Both keep key, certificate and CAs in one file, which `pkiCert` reads when it starts, to ask for another certificate only when that one is to be renewed. `writeToFile`
 * empties a file before it writes it, so only the first uses it, when nobody reads yet. The second makes certificate and key of that one file as templates of their own,
 * which are renamed into their place, one after the other, and only when they change: an agent that starts again touches nothing.
 */
export function vaultAgentConfigs(settings: VaultAgentSettings, names: PairNames): { readonly once: string; readonly renewing: string } {
  const { directory, path, parameters } = settings;
  // MinIO passes over folders whose names begin so (minio 7aac2a2c5, cmd/common-main.go), as over those of the kubelet.
  const whole = `${directory}/..vault/all.pem`;
  const call = ['pkiCert', path, ...parameters.map(([name, value]) => `${name}=${value}`)].map((word, i) => (i === 0 ? word : JSON.stringify(word))).join(' ');
  const content = '{{ .Key }}{{ .Cert }}{{ range .CAChain }}{{ . }}{{ end }}';
  const write = (file: string, flags = '') => `writeToFile ${JSON.stringify(`${directory}/${file}`)} "" "" "0640"${flags}`;
  const first = [
    `{{- .Key | ${write(names.privateKey)} -}}`,
    `{{- .Cert | ${write(names.certificate)} -}}`,
    `{{- range .CAChain }}{{ . | ${write(names.certificate, ' "append"')} }}{{ end -}}`,
  ];
  const lines = (more: readonly string[]) => [`{{- with ${call} -}}`, content, ...more, '{{- end -}}'];
  const part = (file: string, away: string) => template(`${directory}/${file}`, [`{{- file ${JSON.stringify(whole)} | regexReplaceAll ${JSON.stringify(away)} "" -}}`]);
  return {
    once: ['exit_after_auth = true', ...common(settings), ...template(whole, lines(first)), ''].join('\n'),
    renewing: [
      ...common(settings),
      ...template(whole, lines([])),
      ...part(names.privateKey, '(?s)-----BEGIN CERTIFICATE-----.*'),
      ...part(names.certificate, '(?s)^.*-----END [A-Z ]*PRIVATE KEY-----\n'),
      '',
    ].join('\n'),
  };
}

function common({ authPath, authRole, config, hasCa, renewAt, server, vaultNamespace }: VaultAgentSettings): string[] {
  const text = JSON.stringify;
  return [
    'vault {',
    `  address = ${text(server)}`,
    ...(vaultNamespace === undefined ? [] : [`  namespace = ${text(vaultNamespace)}`]),
    ...(hasCa ? [`  ca_cert = ${text(`${config}/ca.crt`)}`] : []),
    '}',
    'auto_auth {',
    '  method "kubernetes" {',
    `    mount_path = ${text(authPath)}`,
    '    config = {',
    `      role = ${text(authRole)}`,
    `      token_path = ${text(`${config}/token`)}`,
    '    }',
    '  }',
    '}',
    'template_config {',
    `  lease_renewal_threshold = ${renewAt}`,
    '}',
  ];
}

function template(destination: string, contents: readonly string[]): string[] {
  return ['template {', `  destination = ${JSON.stringify(destination)}`, '  perms = "0640"', '  contents = <<EOT', ...contents, 'EOT', '}'];
}
