import { Construct } from 'constructs';
import { CertificateAgent, CertificateRequest, PairNames } from './binding';
import { CertificateSource } from './certificate-source';
import { requireDnsName } from './issue-terms';
import { sharedConfigMap } from './shared-config-map';
import { SpiffeCertificateOptions } from './spiffe-options';
import { registerPods } from './spiffe-registration';
import { goDuration } from '../kube/durations';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';
import { requireBoolean, requireDuration } from '../kube/kinds';
import { requireImage, requireList, requireName, requireText } from '../kube/text';

/** The name of the driver in `volumes[].csi` (spiffe-csi 0.2.12, example/config/spiffe-csi-driver.yaml). */
const DRIVER = 'csi.spiffe.io';

/** The version whose configuration and files are known here (cmd/spiffe-helper/config/config.go). Its tag is that of the release; the image was not pulled. */
const HELPER_IMAGE = 'ghcr.io/spiffe/spiffe-helper:0.11.0';

const AGENT = 'spiffe-helper';
const PATHS = { config: '/etc/spiffe-helper', socket: '/spiffe-workload-api', files: '/run/certificate' };
/** The port of its health checks, which is none of the servers here and none of the Prometheus operator's containers. */
const HEALTH_PORT = 8089;
const SHORTEST_SECONDS = 60;

/**
 * The X.509-SVID of the pod, which spiffe-helper fetches from the Workload API and writes as files. Its names are those that the pod was registered with, its usages
 * are always both (spire 1.15.3, pkg/server/credtemplate/builder.go).
 */
export function spiffeSource(where: string, options: SpiffeCertificateOptions): CertificateSource {
  const image = options.helperImage === undefined ? HELPER_IMAGE : requireImage(where, 'helperImage', options.helperImage);
  const socket = requireFileName(where, 'socketName', options.socketName ?? 'spire-agent.sock');
  const hint = options.hint === undefined ? undefined : requireFileName(where, 'hint', options.hint);
  const more = requireList<string>(where, 'additionalDnsNames', options.additionalDnsNames ?? []).map((name, i) => requireDnsName(where, `additionalDnsNames[${i}]`, name));
  const register = requireBoolean(where, 'register', options.register ?? true);
  if (!register) { refuseUnused(where, options); }
  const terms = {
    ttl: ttlOf(where, options),
    className: options.className === undefined ? undefined : requireName(where, 'className', options.className),
    hint,
  };
  return (scope, request) => {
    const names = [...new Set([...(request.dialled === undefined ? [] : [request.dialled]), ...request.dnsNames, ...more])];
    const pods = register && request.podLabels !== undefined ? registerPods(scope, request, names, terms) : undefined;
    const known = options.ca?.certificates;
    return {
      place: { volume: { maker: 'spiffe-helper', agent: (files) => helper(scope, request, files, { image, socket, hint: pods?.hint ?? hint }) } },
      objects: pods ? [pods.object] : [],
      ca: options.ca,
      facts: known === undefined ? {} : { issuers: { [`Workload API ${DRIVER}`]: { 'ca.crt': known } } },
    };
  };
}

/** What spiffe-helper is, for the files of one certificate. */
function helper(
  scope: Construct, { namespace }: CertificateRequest, files: PairNames,
  told: { readonly image: string; readonly socket: string; readonly hint?: string },
): CertificateAgent {
  // HCL reads strings as JSON has them, and 0640 as octal.
  const text = [
    `agent_address = "${PATHS.socket}/${told.socket}"`,
    `cert_dir = "${PATHS.files}"`,
    `svid_file_name = "${files.certificate}"`,
    `svid_key_file_name = "${files.privateKey}"`,
    // It has to have a name; clients here have their trust from a ConfigMap, which is known before there is a pod.
    'svid_bundle_file_name = "svid_bundle.pem"',
    'cert_file_mode = 0644',
    'key_file_mode = 0640',
    ...(told.hint === undefined ? [] : [`hint = "${told.hint}"`]),
    `health_checks {\n  listener_enabled = true\n  bind_port = ${HEALTH_PORT}\n}`,
    '',
  ].join('\n');
  const data = { 'helper.conf': text };
  const config = sharedConfigMap(scope, 'agent', namespace, `${AGENT}-${contentHash(data)}`, { immutable: true, data });
  const args = ['-config', `${PATHS.config}/helper.conf`];
  const often = { timeoutSeconds: 5, periodSeconds: 20, failureThreshold: 6 };
  const probes = {
    livenessProbe: { httpGet: { path: '/live', port: 'helper-health' }, ...often },
    // Not its word that it is ready: while SPIRE does not answer, a server goes on with the certificate that it has.
    readinessProbe: { tcpSocket: { port: 'helper-health' }, ...often },
  };
  return {
    name: AGENT,
    image: told.image,
    directory: PATHS.files,
    once: { args: [...args, '-daemon-mode=false'] },
    renewing: { args, ports: [{ name: 'helper-health', containerPort: HEALTH_PORT, protocol: 'TCP' }], ...probes },
    mounts: [
      { volume: { name: `${AGENT}-config`, configMap: { name: config.name } }, path: PATHS.config },
      // The driver refuses a volume that does not say readOnly.
      { volume: { name: `${AGENT}-socket`, csi: { driver: DRIVER, readOnly: true } }, path: PATHS.socket },
    ],
    objects: [config],
  };
}

function ttlOf(where: string, { duration }: SpiffeCertificateOptions): string | undefined {
  if (duration === undefined) { return undefined; }
  if (requireDuration(where, 'duration', duration).toSeconds() < SHORTEST_SECONDS) {
    throw invalid(where, { what: 'duration is too short', saw: duration.toHumanString(), allowed: 'a minute or more; SPIRE renews after half of it', fix: 'use Duration.hours(1)' });
  }
  return goDuration(duration);
}

function refuseUnused(where: string, options: SpiffeCertificateOptions): void {
  const unused = (['additionalDnsNames', 'duration', 'className'] as const).filter((field) => options[field] !== undefined);
  if (unused.length > 0) {
    throw invalid(where, { what: `${unused.join(' and ')} would be said to nobody`, saw: 'register: false', allowed: 'either of the two', fix: 'leave it out, and say it in the registration' });
  }
}

/** A name that is one word in the configuration's text, and one file. */
function requireFileName(where: string, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text)) {
    throw invalid(where, { what: `${field} is not one plain name`, got: text, allowed: 'letters, digits, ".", "_" and "-"', fix: `for example "${field === 'hint' ? 'tracing' : 'spire-agent.sock'}"` });
  }
  return text;
}
