import { ofMinio, runsMinio } from './minio';
import { hasPlaceholder } from '../placeholders';
import { rule } from './rule';
import { containerRef, WORKLOADS } from '../containers';
import { rootCredentials } from '../minio/credentials';
import { minioExample } from '../minio/example';

export const minioRootCredentialsRefused = rule({
  id: 'OT208',
  severity: 'error',
  title: 'MinIO does not take its root credentials',
  what: 'Only one of MINIO_ROOT_USER and MINIO_ROOT_PASSWORD is set, or the user has fewer than 3 characters or the password fewer than 8.',
  why: 'MinIO stops: "Unable to start MinIO", "Unable to validate credentials inherited from the shell environment" (minio 7aac2a2c5, cmd/common-main.go:821, '
    + 'internal/auth/credentials.go:36).',
  fix: 'set both variables, with at least 3 and 8 characters; take them from one Secret',
  violating: minioExample({ env: '[{name: MINIO_ROOT_USER, value: root-of-store}]' }),
  satisfying: minioExample({}),
  on: 'object',
  kinds: WORKLOADS,
  among: runsMinio,
  check: (object, { inventory }) => ofMinio(object, inventory, (context) => {
    const { open, user, password, names } = rootCredentials(context);
    if (open || (!user && !password)) { return undefined; }
    const resource = containerRef(context, 'env');
    if (!user || !password) { return [{ message: `${user ? names[0] : names[1]} is set and ${user ? names[1] : names[0]} is not`, resource }]; }
    const short = ([[names[0], user.value, 3], [names[1], password.value, 8]] as const)
      .filter(([, value, least]) => value !== undefined && value !== '' && value.length < least && !hasPlaceholder(value));
    return short.map(([name, value, least]) => ({ message: `${name} has ${String(value).length} characters, and MinIO wants at least ${least}`, resource }));
  }),
});
