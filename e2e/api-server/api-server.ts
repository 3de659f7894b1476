import { ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCa, issueLeaf } from '../../src/x509/issue';
import { tool } from '../kubelet/tools';
import { freePort } from '../scenes/free-port';
import { Answer, kubectl } from '../scenes/kubectl';

/** A Kubernetes API server with its etcd, as two processes on the loopback interface; nothing runs pods, and nothing but it judges what it is given. */
export class ApiServer {
  private readonly folder = mkdtempSync(join(tmpdir(), 'api-server-'));
  private readonly processes: ChildProcess[] = [];
  private log = '';

  /** Starts it, and waits until it is ready. @throws with its log when it ends before */
  public async start(): Promise<void> {
    // Certificates of the machine's own time: the API server and kubectl verify each other now.
    const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) };
    const ca = issueCa({ commonName: 'Cluster CA', ...validity });
    const server = issueLeaf(ca, { commonName: 'kube-apiserver', dnsNames: ['kubernetes.default.svc'], ipAddresses: ['127.0.0.1'], usages: ['serverAuth'], ...validity });
    const [etcd, peers, https] = await Promise.all([freePort(), freePort(), freePort()]);
    this.write('ca.crt', ca.certificatePem);
    this.write('server.crt', server.certificatePem);
    this.write('server.key', server.privateKeyPem);
    this.write('accounts.key', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }));
    this.write('tokens.csv', 'admin-token,admin,1,system:masters\n');
    this.write('kubeconfig', JSON.stringify({
      'apiVersion': 'v1',
      'kind': 'Config',
      'clusters': [{ name: 'it', cluster: { 'server': `https://127.0.0.1:${https}`, 'certificate-authority': 'ca.crt' } }],
      'users': [{ name: 'admin', user: { token: 'admin-token' } }],
      'contexts': [{ name: 'it', context: { cluster: 'it', user: 'admin' } }],
      'current-context': 'it',
    }));
    const [at, peer] = [etcd, peers].map((port) => `http://127.0.0.1:${port}`);
    this.spawn(join(tool('etcd'), 'etcd'), [
      '--data-dir', join(this.folder, 'etcd'), '--unsafe-no-fsync', '--log-level', 'error', '--name', 'it', '--initial-cluster', `it=${peer}`,
      '--listen-client-urls', at, '--advertise-client-urls', at, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer,
    ]);
    const apiServer = this.spawn(join(tool('kube-apiserver'), 'kube-apiserver'), [
      `--etcd-servers=${at}`, '--bind-address=127.0.0.1', `--secure-port=${https}`, '--advertise-address=192.0.2.1', '--service-cluster-ip-range=10.96.0.0/16',
      `--tls-cert-file=${this.path('server.crt')}`, `--tls-private-key-file=${this.path('server.key')}`, `--token-auth-file=${this.path('tokens.csv')}`,
      `--service-account-key-file=${this.path('accounts.key')}`, `--service-account-signing-key-file=${this.path('accounts.key')}`,
      '--service-account-issuer=https://kubernetes.default.svc', '--authorization-mode=RBAC',
      '--disable-admission-plugins=ServiceAccount', // the controller that makes a namespace's default account is not here
    ]);
    tool('kubectl');
    for (let tries = 0; this.kubectl(['get', '--raw', '/readyz']).out !== 'ok'; tries += 1) {
      if (apiServer.exitCode !== null || tries > 300) { throw new Error(`the API server is not ready:\n${this.log.slice(-5000)}`); }
      await new Promise((done) => { setTimeout(done, 200); });
    }
  }

  /** Runs kubectl against it. */
  public kubectl(args: readonly string[], input?: string): Answer {
    return kubectl(join(tool('kubectl'), 'kubectl'), ['--kubeconfig', this.path('kubeconfig'), ...args], input);
  }

  /** Ends both, and removes what they wrote. */
  public async close(): Promise<void> {
    for (const process of this.processes.reverse()) {
      const ended = new Promise((done) => { process.on('close', done); });
      process.kill('SIGKILL'); // nothing of it is to be kept
      if (process.exitCode === null) { await ended; }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private spawn(program: string, args: readonly string[]): ChildProcess {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) { stream.setEncoding('utf8').on('data', (text: string) => { this.log += text; }); }
    this.processes.push(child);
    return child;
  }

  private path(name: string): string { return join(this.folder, name); }

  private write(name: string, content: string | Buffer): void { writeFileSync(this.path(name), content, { mode: 0o600 }); }
}
