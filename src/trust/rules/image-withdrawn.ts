import { rule } from './rule';
import { CONTAINER_KINDS, containerRef, containersIn, containersOf } from '../containers';
import { Inventory, Manifest } from '../inventory';
import { minioExample } from '../minio/example';
import { Violation } from '../model';
import { once } from '../once';
import { isMap } from '../values';
import { imageRepository } from '../versions';

/** What MinIO's operator runs where a Tenant names no image and its own TENANT_MINIO_IMAGE is not set (minio/operator v7.1.1, v2/constants.go:109, v2/helper.go:942). */
const DEFAULT_OF_THE_OPERATOR = 'minio/minio:RELEASE.2025-04-08T15-41-24Z';
const WITHDRAWN = /^((docker\.io|index\.docker\.io|quay\.io)\/)?minio\/(minio|mc|console|operator|operator-sidecar|kes)$/;

export const imageWithdrawn = rule({
  id: 'OT211',
  severity: 'warning',
  title: 'the image cannot be pulled any more',
  what: 'A container runs an image of minio/ on Docker Hub or quay.io, or a Tenant leaves the choice to MinIO\'s operator, which takes such an image.',
  why: 'Docker Hub removed minio/* on 2026-09-11 (dandi-cli issue 1921), and quay.io/minio no longer lets anybody pull without an account since about 2026-09-26 '
    + '(tempo-operator pull request 1653 and what followed): a node that does not have the image yet says ImagePullBackOff. '
    + 'Of a Tenant without an image the operator 7.1.1 runs minio/minio:RELEASE.2025-04-08T15-41-24Z, unless it has a TENANT_MINIO_IMAGE of its own (v2/helper.go:942).',
  fix: 'take a maintained fork (docker.io/pgsty/silo by tag and digest), or your own copy of the image; of a Tenant, in spec.image',
  violating: minioExample({ image: 'quay.io/minio/minio:latest' }),
  satisfying: minioExample({}),
  on: 'object',
  kinds: [...CONTAINER_KINDS, 'Tenant'],
  check: (object, { inventory }) => {
    if (object.kind === 'Tenant') { return tenant(object, inventory); }
    const containers = containersIn(inventory, object);
    if (containers.length === 0) { return 'not applicable'; }
    const found = containers.filter((context) => WITHDRAWN.test(imageRepository(context.container.image)));
    return found.length === 0 ? 'satisfied'
      : found.map((context) => ({ message: `${String(context.container.image)} is no longer published`, resource: containerRef(context, 'image') }));
  },
});

function tenant(object: Manifest, inventory: Inventory): Violation[] | 'satisfied' | 'not applicable' {
  // A piece that kustomize puts over another says nothing of what it leaves out.
  if (!/^minio\.min\.io\//.test(object.apiVersion) || !isMap(object.spec)) { return 'not applicable'; }
  const { image } = object.spec;
  if (typeof image === 'string' && image !== '') {
    return WITHDRAWN.test(imageRepository(image)) ? [{ message: `${image} is no longer published`, resource: inventory.ref(object, 'spec.image') }] : 'satisfied';
  }
  if (object.spec.pools === undefined || once(inventory, operatorChooses)) { return 'not applicable'; }
  return [{ message: `it names no image: MinIO's operator takes ${DEFAULT_OF_THE_OPERATOR}, no longer published, unless its TENANT_MINIO_IMAGE says another`, resource: inventory.ref(object, 'spec.image') }];
}

/** Whether some container is told which image Tenants run: that is the operator, and the image its own affair. */
function operatorChooses(inventory: Inventory): boolean {
  return containersOf(inventory).some(({ env }) => env.has('TENANT_MINIO_IMAGE'));
}
