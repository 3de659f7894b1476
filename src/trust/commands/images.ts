import { imageRepository } from '../versions';

const PUBLIC_REGISTRY = /^(docker\.io|index\.docker\.io|registry-1\.docker\.io|quay\.io|ghcr\.io|gcr\.io|public\.ecr\.aws|registry\.k8s\.io|registry\.access\.redhat\.com|cgr\.dev)\//;

/** Images of projects and distributions, whose system roots are the public CAs. A company's own image may hold the company's CA. */
const KNOWN = new RegExp(`^(${[
  'library/[a-z]+', 'alpine', 'busybox', 'debian', 'ubuntu', 'fedora', 'almalinux', 'rockylinux',
  'alpine/(curl|openssl|k8s|git)', 'curlimages/curl', 'minio/(mc|minio)', 'pgsty/(silo|minio|mc)', 'bitnami(legacy)?/(minio|minio-client|aws-cli|os-shell|kubectl|thanos|grafana-tempo)',
  'amazon/aws-cli', 'aws-cli/aws-cli', 'nicolaka/netshoot', 'fullstorydev/grpcurl', 'networld/grpcurl', 'rclone/rclone', 'd3fk/s3cmd', 'ubi[789](/.*)?', 'chainguard/(curl|minio|mc|minio-client)(-fips)?',
  'open-telemetry/opentelemetry-collector[a-z-]*(/.*)?', 'otel/[a-z0-9-]+', 'grafana/tempo-operator/.*', 'grafana/(tempo|agent|alloy)', 'thanos/thanos', 'thanosio/thanos', '(prom|prometheus)/prometheus',
  'chrislusf/seaweedfs', 'rustfs/.*', 'hashicorp/vault', 'openbao/openbao',
].join('|')})$`);

/** Whether an image is a well-known public one, so that it trusts the public CAs and no others. */
export function isPublicImage(image: unknown): boolean {
  const repository = imageRepository(image).toLowerCase();
  const first = repository.split('/')[0];
  const hosted = repository.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  if (hosted && !PUBLIC_REGISTRY.test(repository)) { return false; }
  return KNOWN.test(hosted ? repository.slice(first.length + 1) : repository);
}

/** Images in which every `wget` verifies: GNU's, or the one that Alpine builds with libtls. Busybox' own image has one that does not. */
const VERIFYING_WGET = /^(library\/)?(alpine|debian|ubuntu|fedora|almalinux|rockylinux)$|^(nicolaka\/netshoot|curlimages\/curl|alpine\/[a-z0-9]+|ubi[789](\/.*)?)$/;

/** Whether the `wget` of an image is known to verify what it dials. */
export function wgetVerifies(image: unknown): boolean {
  const repository = imageRepository(image).toLowerCase();
  return isPublicImage(image) && VERIFYING_WGET.test(repository.replace(PUBLIC_REGISTRY, ''));
}
