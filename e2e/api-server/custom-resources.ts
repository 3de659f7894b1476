import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Modules whose published archive has the definitions of custom resources: the version, the archive's checksum as a go.sum has it, and the folder. */
const MODULES = [
  { module: 'github.com/cert-manager/cert-manager', version: 'v1.21.1', sum: 'h1:0LttV37Q5c2CBNoHkjuI8sLKTXWZDC2SwQkxrBMKV9w=', folder: 'deploy/crds' },
  { module: 'github.com/cert-manager/trust-manager', version: 'v0.25.0', sum: 'h1:nGtkHH9wEacI5uACdsq8wqCKWsCw1PMrwHPJcrUFUXA=', folder: 'deploy/crds' },
  { module: 'sigs.k8s.io/gateway-api', version: 'v1.6.3', sum: 'h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=', folder: 'config/crd/standard' },
  { module: 'github.com/cilium/cilium', version: 'v1.20.2', sum: 'h1:dqiEGIcXc+gqCLYG/l7VCFJ8GHyb4HUrwbZOpkX5dL8=', folder: 'pkg/k8s/apis/cilium.io/client/crds/v2' },
  { module: 'github.com/external-secrets/external-secrets', version: 'v1.3.2', sum: 'h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=', folder: 'config/crds/bases' },
  { module: 'github.com/bitnami-labs/sealed-secrets', version: 'v0.40.0', sum: 'h1:rvCP35JL8ZV5LNA2SrwNR6iLyoM3ulrSFWN0lBtYEYI=', folder: 'helm/sealed-secrets/crds' },
  { module: 'github.com/prometheus-operator/prometheus-operator', version: 'v0.93.0', sum: 'h1:AohlYJT+En8TmNpAcEUJ3GsaJTAqfEBwHmGTVpRm/Io=', folder: 'example/prometheus-operator-crd' },
] as const;

/** The files that define custom resources: those of the Go module proxy, and those of the folders in CRDS ("dir:dir"), which may define more. */
export function customResourceDefinitions(): string[] {
  const fetched = MODULES.map(({ module, version, sum, folder }) => {
    const { Dir: archive, Sum: seen } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], { encoding: 'utf8', cwd: '/' }));
    if (seen !== sum) { throw new Error(`${module} ${version} is not the one that was pinned: ${seen} instead of ${sum}`); }
    return join(archive, folder);
  });
  const own = (process.env.CRDS ?? '').split(':').filter((folder) => folder !== '');
  return [...fetched, ...own].flatMap((folder) => readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && name !== 'kustomization.yaml').sort().map((name) => join(folder, name)));
}
