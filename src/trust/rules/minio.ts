import { ContainerContext, containersIn } from '../containers';
import { Inventory, Manifest } from '../inventory';
import { MinioSetup, minioSetup } from '../minio/setup';
import { Answer, Violation } from '../model';
import type { World } from '../world';

/** What is wrong with a MinIO; undefined where a rule has nothing to say of it. */
type Find = (context: ContainerContext, setup: MinioSetup) => readonly Violation[] | undefined;

/** Whether a workload starts MinIO. */
export function runsMinio(object: Manifest, { inventory }: World): boolean {
  return containersIn(inventory, object).some((context) => !context.init && minioSetup(context) !== undefined);
}

/** The answer of a rule about the containers of a workload that start MinIO. */
export function ofMinio(object: Manifest, inventory: Inventory, find: Find): Answer {
  const found: (readonly Violation[])[] = [];
  for (const context of containersIn(inventory, object)) {
    const setup = context.init ? undefined : minioSetup(context);
    const violations = setup && find(context, setup);
    if (violations) { found.push(violations); }
  }
  if (found.length === 0) { return 'not applicable'; }
  const violations = found.flat();
  return violations.length > 0 ? violations : 'satisfied';
}
