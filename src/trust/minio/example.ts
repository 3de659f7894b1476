/** A MinIO for the examples of rules: what a rule is about, and all else as it should be. */
export interface MinioExample {
  readonly kind?: string;
  readonly image?: string;
  /** lines of the container, as YAML */
  readonly more?: string;
  readonly args?: string;
  readonly env?: string;
  readonly volume?: string;
  readonly mount?: string;
  readonly securityContext?: string;
}

const ROOT = '[{name: MINIO_ROOT_USER, value: root-of-store}, {name: MINIO_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: minio-root, key: password}}}]';

/** The workload of an example, as YAML. */
export function minioExample({ image, more, args, env, volume, mount, securityContext }: MinioExample): string {
  return `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: minio, namespace: tracing}
spec:
  serviceName: minio
  selector: {matchLabels: {app: minio}}
  template:
    metadata: {labels: {app: minio}}
    spec:
      securityContext: ${securityContext ?? '{fsGroup: 1000}'}
      containers:
        - name: minio
          image: ${image ?? 'docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z'}
          args: ${args ?? '[server, --certs-dir=/certs, /data]'}
          env: ${env ?? ROOT}
          ports: [{containerPort: 9000, name: https}]
          volumeMounts: [{name: certs, ${mount ?? 'mountPath: /certs'}}]
          ${more ?? ''}
      volumes: [{name: certs, ${volume ?? 'secret: {secretName: minio-tls, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}'}}]
`;
}

/** A Job of an example that starts mc, as YAML. */
export function mcExample(script: string, image = 'docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z', ca = 'storage-ca'): string {
  return `
apiVersion: batch/v1
kind: Job
metadata: {name: bucket, namespace: tracing}
spec:
  template:
    spec:
      restartPolicy: OnFailure
      containers:
        - name: mc
          image: ${image}
          command: [/bin/sh, -ec]
          args: ['${script}']
          env: [{name: MC_CONFIG_DIR, value: /mc}]
          volumeMounts: [{name: ca, mountPath: /mc/certs/CAs}]
      volumes: [{name: ca, configMap: {name: ${ca}}}]
`;
}
