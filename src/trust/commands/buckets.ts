import { ContainerContext } from '../containers';
import { Client } from '../model';
import { ContainerCall, fileText } from './calls';
import { dialling, shownUrl } from './dial';
import { last, on, readOptions } from './options';
import { bundleAt, trustOf } from './trust';

const RCLONE = ['--ca-cert', '--client-cert', '--client-key', '--config', '--s3-endpoint', '--s3-provider', '--s3-region', '--s3-access-key-id', '--s3-secret-access-key'];
const S3CMD = ['--host', '--host-bucket', '--ca-certs', '--config|-c', '--region', '--access_key', '--secret_key', '--bucket-location'];
const proxied = (call: ContainerCall) => ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].some((name) => call.variable(name));
const isTrue = (text: string | undefined) => /^(true|1|yes|on)$/i.test(text ?? '');

/**
 * rclone: its remotes are in RCLONE_CONFIG_NAME_… or in its file; --ca-cert takes the place of the system's roots (rclone, fs/fshttp/http.go). An endpoint
 * without a scheme is left alone.
 */
export function readRclone(context: ContainerContext, call: ContainerCall): Client[] {
  const line = readOptions(call.words.slice(1), { values: RCLONE });
  if (!line || proxied(call)) { return []; }
  const remotes = new Set(line.words.flatMap((word) => /^(:s3|[A-Za-z][\w.-]*)(?:,.*)?:(?!\/\/)/.exec(word)?.[1] ?? []));
  const file = last(line, '--config') ?? (call.variable('RCLONE_CONFIG') || '/config/rclone/rclone.conf');
  const text = fileText(context, file) ?? '';
  const files = (line.options.get('--ca-cert') ?? (call.variable('RCLONE_CA_CERT') ?? '').split(',')).filter((one) => one !== '');
  const skipVerify = on(line, '--no-check-certificate') || isTrue(call.variable('RCLONE_NO_CHECK_CERTIFICATE'));
  return [...remotes].flatMap((name) => {
    const variable = (key: string) => call.variable(`RCLONE_CONFIG_${name.toUpperCase()}_${key}`) || undefined;
    const settings = settingsOf(text, name);
    if (name !== ':s3' && (variable('TYPE') ?? settings.get('type')) !== 's3') { return []; }
    const endpoint = last(line, '--s3-endpoint') ?? variable('ENDPOINT') ?? (call.variable('RCLONE_S3_ENDPOINT') || settings.get('endpoint'));
    const url = shownUrl(endpoint ?? '');
    const own = files.map((one) => bundleAt(context, one));
    return url === undefined ? [] : dialling(context, call, call.must, {
      product: 'rclone',
      ...url,
      trust: own.length > 0 ? { system: false, bundles: own } : trustOf(context, { go: true, variable: call.variable }),
      ...(skipVerify ? { skipVerify } : {}),
    });
  });
}

/** s3cmd: https unless it is told otherwise; what it is told in words wins over its file (s3cmd 2.4.0, S3/Config.py, S3/ConnMan.py). */
export function readS3cmd(context: ContainerContext, call: ContainerCall): Client[] {
  const line = readOptions(call.words.slice(1), { values: S3CMD, switches: ['--ssl|-s'] });
  if (!line || line.words.length === 0 || proxied(call)) { return []; }
  const told = last(line, '--config');
  const text = fileText(context, told ?? '/root/.s3cfg');
  if (told !== undefined && text === undefined) { return []; }
  const settings = settingsOf(text ?? '', 'default');
  const host = last(line, '--host') ?? settings.get('host_base');
  // With a place for its name in it, each bucket is another host.
  const ofBuckets = last(line, '--host-bucket') ?? settings.get('host_bucket') ?? '%(bucket)s';
  const no = (key: string) => /^(false|0|no|off)$/i.test(settings.get(key) ?? '');
  const off = (option: string, key: string) => line.options.has(`--no-${option}`) || (!line.options.has(`--${option}`) && no(key));
  if (host === undefined || /%\((bucket|location)/.test(ofBuckets) || off('check-hostname', 'check_ssl_hostname')) { return []; }
  const url = shownUrl(`${off('ssl', 'use_https') ? 'http' : 'https'}://${host}`);
  const file = last(line, '--ca-certs') ?? (settings.get('ca_certs_file') || undefined);
  return url === undefined ? [] : dialling(context, call, call.must, {
    product: 's3cmd',
    ...url,
    trust: trustOf(context, { file, variable: call.variable }),
    ...(off('check-certificate', 'check_ssl_certificate') ? { skipVerify: true } : {}),
  });
}

/** The settings of one section of a file as both write it. */
function settingsOf(text: string, section: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let within = false;
  for (const line of text.split(/\r?\n/)) {
    const [, name, key, value] = /^\s*(?:\[([^\]]*)\]|([\w.-]+)\s*=\s*(.*?))\s*$/.exec(line) ?? [];
    if (name !== undefined) { within = name === section; } else if (within && key !== undefined) { found.set(key, value); }
  }
  return found;
}
