import { rule } from './rule';
import { callsOf } from '../commands/calls';
import { mcCommands } from '../commands/mc';
import { containerRef, containersIn, WORKLOADS } from '../containers';
import { mcExample } from '../minio/example';
import { imageRepository, imageTag } from '../versions';

const INSTEAD: { readonly [command: string]: string } = { add: 'create', set: 'attach', unset: 'detach', update: 'attach' };

export const mcCommandRemoved = rule({
  id: 'OT212',
  severity: 'error',
  title: 'mc no longer has this command',
  what: 'A script says mc admin policy add, set, unset or update to an mc that knows create, attach and detach only.',
  why: 'mc answers "Deprecated command. Please use \'mc admin policy create\' instead" and exits with 1, since 2023-04 (mc 1c6f4f48, cmd/admin-policy-add.go; seen with '
    + '77f82e18): the policy is never made, and the application is refused by the store.',
  fix: 'say mc admin policy create ALIAS NAME FILE, and mc admin policy attach ALIAS NAME --user USER',
  violating: mcExample('mc alias set store https://minio.tracing.svc:9000 a b; mc admin policy add store rw /p.json'),
  satisfying: mcExample('mc alias set store https://minio.tracing.svc:9000 a b; mc admin policy create store rw /p.json'),
  on: 'object',
  kinds: WORKLOADS,
  check: (object, { inventory }) => {
    const commands = containersIn(inventory, object).flatMap((context) => (isNew(context.container.image)
      ? mcCommands(context, callsOf(context)).filter(({ words }) => words[0] === 'admin' && words[1] === 'policy').map((command) => ({ context, command })) : []));
    if (commands.length === 0) { return 'not applicable'; }
    const removed = commands.filter(({ command }) => Object.prototype.hasOwnProperty.call(INSTEAD, command.words[2] ?? '') && command.call.must === 1);
    return removed.length === 0 ? 'satisfied' : removed.map(({ context, command: { words, call } }) => ({
      message: `mc admin policy ${words[2]} is refused by this mc: the command is now mc admin policy ${INSTEAD[words[2]]}`, resource: containerRef(context, call.field),
    }));
  },
});

/** Whether the mc of an image is of 2023-04-12 or later. */
function isNew(image: unknown): boolean {
  if (!/(^|\/)(minio\/(mc|minio)|pgsty\/(silo|minio|mc))$/.test(imageRepository(image))) { return false; }
  const tag = imageTag(image);
  const released = /^RELEASE\.(\d{4}-\d{2}-\d{2})T/.exec(tag ?? '')?.[1];
  // Without a tag (and a digest that would name another) it is the newest.
  return released === undefined ? (tag === undefined || tag === 'latest') && !String(image).includes('@') : released >= '2023-04-12';
}
