import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pair } from './certificates';
import { THANOS, tool } from '../kubelet/tools';

/** Whom a program dials, what it trusts and what it shows. */
export interface Dialled {
  readonly host: string;
  readonly port: number;
  readonly ca: string;
  readonly scheme?: 'http' | 'https';
  readonly identity?: Pair;
}

/** Everything that a program writes, or what it has written when it has said enough; one that has not ended after a while is ended. */
export function output(program: string, args: readonly string[], env: { readonly [name: string]: string } = {}, enough = /$^/, seconds = 20): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (enough.test(text)) { child.kill('SIGKILL'); }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    child.on('error', failed);
    child.on('close', () => {
      clearTimeout(timer);
      done(text);
    });
  });
}

/** A folder with the files that a program is given. */
export function files({ ca, identity }: Pick<Dialled, 'ca' | 'identity'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dialler-'));
  mkdirSync(join(folder, 'certs', 'CAs'), { recursive: true });
  for (const file of ['ca.crt', 'certs/CAs/ca.crt']) { writeFileSync(join(folder, file), ca); }
  writeFileSync(join(folder, 'tls.crt'), identity?.certificate ?? '');
  writeFileSync(join(folder, 'tls.key'), identity?.key ?? '', { mode: 0o600 });
  return folder;
}

/** What a sender tells of a failure. That the pipe is broken is all it knows when the refusal comes after its first bytes: it tries again, and reads more. */
const SAID = /Err: (?!.*(?:broken pipe|reset by peer)).*\n|produced zero addresses|Error: .*\n/;

/** Programs that dial a server once, each as people call it; what they write. */
export const DIALERS = {
  curl: (to: Dialled) => {
    const folder = files(to);
    const identity = to.identity ? ['--cert', join(folder, 'tls.crt'), '--key', join(folder, 'tls.key')] : [];
    return output('curl', ['-sS', '--max-time', '3', '--cacert', join(folder, 'ca.crt'), ...identity, `${to.scheme ?? 'https'}://${to.host}:${to.port}/`]);
  },
  openssl: (to: Dialled) => {
    const name = /^[\d.]+$/.test(to.host) ? '-verify_ip' : '-verify_hostname';
    return output('openssl', ['s_client', '-connect', `${to.host}:${to.port}`, '-CAfile', join(files(to), 'ca.crt'), name, to.host, '-verify_return_error']);
  },
  mc: (to: Dialled) => {
    const folder = files(to);
    return output(join(tool('mc'), 'mc'), ['--config-dir', folder, 'alias', 'set', 'store', `${to.scheme ?? 'https'}://${to.host}:${to.port}`, 'somebody', 'a-password-of-somebody'], { HOME: folder });
  },
  telemetrygen: (to: Dialled) => {
    const folder = files(to);
    const identity = to.identity ? ['--mtls', '--client-cert', join(folder, 'tls.crt'), '--client-key', join(folder, 'tls.key')] : [];
    const tls = to.scheme === 'http' ? ['--otlp-insecure'] : ['--ca-cert', join(folder, 'ca.crt'), ...identity];
    return output(join(tool('telemetrygen'), 'telemetrygen'), ['traces', '--otlp-endpoint', `${to.host}:${to.port}`, '--traces', '1', '--workers', '1', ...tls], { HOME: folder }, SAID);
  },
  thanos: (to: Dialled) => {
    const config = {
      type: 'S3',
      config: {
        bucket: 'tempo',
        endpoint: `${to.host}:${to.port}`,
        insecure: to.scheme === 'http',
        access_key: 'somebody',
        secret_key: 'a-password-of-somebody',
        max_retries: 1,
        http_config: { tls_config: { ca_file: join(files(to), 'ca.crt') } },
      },
    };
    return output(join(tool(THANOS), 'thanos'), ['tools', 'bucket', 'ls', '--objstore.config', JSON.stringify(config)]);
  },
} as const;

export type Dialer = keyof typeof DIALERS;
