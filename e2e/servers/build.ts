import oneFolder from '../../test/util/one-folder';
import { envoy, THANOS, THANOS_RELEASES, Tool, tool } from '../kubelet/tools';

/** Builds all programs before any test runs, one after the other: each takes every core, and the time of no test. The tests then write into one folder. */
export default function build(): void {
  const programs: readonly Tool[] = ['minio', 'mc', 'telemetrygen', 'etcd', 'kube-apiserver', 'kubectl', 'promtool', 'prometheus', THANOS];
  for (const program of [...programs, ...THANOS_RELEASES.map((release) => `thanos-${release}` as Tool)]) { tool(program); }
  envoy();
  oneFolder();
}
