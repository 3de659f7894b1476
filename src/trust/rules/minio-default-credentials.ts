import { ofMinio, runsMinio } from './minio';
import { rule } from './rule';
import { containerRef, WORKLOADS } from '../containers';
import { rootCredentials } from '../minio/credentials';
import { minioExample } from '../minio/example';

export const minioDefaultCredentials = rule({
  id: 'OT209',
  severity: 'warning',
  title: 'MinIO runs with the credentials that everybody knows',
  what: 'No root credentials are set, or those are set that MinIO takes when there are none.',
  why: 'Without MINIO_ROOT_USER and MINIO_ROOT_PASSWORD, or with empty ones, MinIO takes minioadmin:minioadmin and only prints a warning (minio 7aac2a2c5, '
    + 'cmd/server-main.go:815): TLS protects nothing from somebody who knows the password.',
  fix: 'take MINIO_ROOT_USER and MINIO_ROOT_PASSWORD from a Secret',
  violating: minioExample({ env: '[{name: MINIO_ROOT_USER, value: minioadmin}, {name: MINIO_ROOT_PASSWORD, value: minioadmin}]' }),
  satisfying: minioExample({}),
  on: 'object',
  kinds: WORKLOADS,
  among: runsMinio,
  check: (object, { inventory }) => ofMinio(object, inventory, (context) => {
    const { open, user, password } = rootCredentials(context);
    if (open || /bitnami/.test(String(context.container.image))) { return undefined; }
    const resource = containerRef(context, 'env');
    if (!user && !password) { return [{ message: 'no root credentials are set: MinIO takes minioadmin:minioadmin', resource }]; }
    if (user?.value === '' || password?.value === '') { return [{ message: 'the root credentials are empty: MinIO takes minioadmin:minioadmin', resource }]; }
    return user?.value === 'minioadmin' && password?.value === 'minioadmin' ? [{ message: 'the root credentials are minioadmin:minioadmin', resource }] : [];
  }),
});
