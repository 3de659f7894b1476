import { execFile, spawnSync } from 'node:child_process';

/** What a command printed, and how it ended. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs kubectl, with what it is to read; a program that is not there ends with 127, as in a shell. */
export function kubectl(program: string, args: readonly string[], input: string = ''): Answer {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { code: status ?? 127, out: stdout ?? '', error: stderr || (error?.message ?? '') };
}

/** A namespace in which Pods have to be of the Pod Security Standard "restricted"; others are refused, or warned of as well. */
export function restrictedNamespace(name: string, ...modes: readonly ('enforce' | 'warn')[]): object {
  const labels = Object.fromEntries(modes.map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']));
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** The same, while other things go on. */
export function kubectlBeside(program: string, args: readonly string[], input: string = ''): Promise<Answer> {
  return new Promise((done) => {
    const child = execFile(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }, (failure, out, error) => {
      done({ code: failure === null ? 0 : typeof failure.code === 'number' ? failure.code : 127, out, error: error || (failure?.message ?? '') });
    });
    child.stdin?.on('error', () => {}).end(input); // it may end before it has read all
  });
}
