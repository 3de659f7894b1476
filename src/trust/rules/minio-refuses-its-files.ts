import { ofMinio, runsMinio } from './minio';
import { rule } from './rule';
import { containerRef, WORKLOADS } from '../containers';
import { fileProblems } from '../minio/files';

const secret = (key: string) => `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one)
  tls.key: "(key of minio.tracing.svc)${key}"
`;

export const minioRefusesItsFiles = rule({
  id: 'OT202',
  severity: 'error',
  title: 'MinIO does not take its certificate or key file',
  what: 'public.crt or private.key of MinIO holds something beside what belongs there: a blank line or another block after the key, EC PARAMETERS before it, a key '
    + 'that is encrypted, text after the certificates; a certificate for one name only that covers an IP address; one file mounted with subPath and the other not.',
  why: 'MinIO reads exactly one PEM block from private.key and wants no byte after it ("The private key contains additional data"), only certificates from public.crt, and '
    + 'stops (minio 7aac2a2c5, internal/config/certs.go:45-85; minio issue 8106). A pair in a sub-directory is left out, and its name is then served with another '
    + 'certificate (minio/pkg v3.1.3, certs/manager.go:163). Other servers accept such files.',
  fix: 'write the key again with its one block only (openssl pkey -in FILE), and nothing but certificates into public.crt',
  violating: secret('\\n'),
  satisfying: secret(''),
  on: 'object',
  kinds: WORKLOADS,
  among: runsMinio,
  check: (object, { inventory }) => ofMinio(object, inventory, (context, { allPairs }) => {
    if (allPairs.length === 0) { return undefined; }
    const related = [containerRef(context)];
    return allPairs.flatMap(fileProblems).map(({ message, ref }) => ({ message, resource: ref, related }));
  }),
});
