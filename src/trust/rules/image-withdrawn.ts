import { rule } from './rule';
import { containerRef, containersIn, WORKLOADS } from '../containers';
import { isMap } from '../inventory';
import { minioExample } from '../minio/example';
import { imageRepository } from '../versions';

const WITHDRAWN = /^((docker\.io|index\.docker\.io|quay\.io)\/)?minio\/(minio|mc|console|operator|operator-sidecar|kes)$/;

export const imageWithdrawn = rule({
  id: 'OT211',
  severity: 'warning',
  title: 'the image cannot be pulled any more',
  what: 'A container runs an image of minio/ on Docker Hub or quay.io.',
  why: 'Docker Hub removed minio/* on 2026-09-11 (dandi-cli issue 1921), and quay.io/minio no longer lets anybody pull without an account since about 2026-09-26 '
    + '(tempo-operator pull request 1653 and what followed): a node that does not have the image yet says ImagePullBackOff.',
  fix: 'take a maintained fork (docker.io/pgsty/silo by tag and digest), or your own copy of the image',
  violating: minioExample({ image: 'quay.io/minio/minio:latest' }),
  satisfying: minioExample({}),
  on: 'object',
  kinds: [...WORKLOADS, 'Tenant'],
  check: (object, { inventory }) => {
    if (object.kind === 'Tenant') {
      const image = isMap(object.spec) ? object.spec.image : undefined;
      if (typeof image !== 'string') { return 'not applicable'; }
      return WITHDRAWN.test(imageRepository(image)) ? [{ message: `${image} is no longer published`, resource: inventory.ref(object, 'spec.image') }] : 'satisfied';
    }
    const containers = containersIn(inventory, object);
    if (containers.length === 0) { return 'not applicable'; }
    const found = containers.filter((context) => WITHDRAWN.test(imageRepository(context.container.image)));
    return found.length === 0 ? 'satisfied'
      : found.map((context) => ({ message: `${String(context.container.image)} is no longer published`, resource: containerRef(context, 'image') }));
  },
});
