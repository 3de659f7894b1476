import { rule } from './rule';
import { queried } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { lonelyGroups } from '../thanos/file-faults';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosGroupWithoutLookup = rule({
  id: 'OT323',
  severity: 'warning',
  title: 'a group that is not looked up has one member',
  what: 'An endpoint is a group, and its address is no lookup (dns+), in Thanos v0.37 or later.',
  why: 'Since v0.37 (thanos #7565) the resolver of groups looks up only addresses with a prefix: without one, gRPC has one address to '
    + 'balance over (thanos-operator #619).',
  fix: 'write dns+HOST:PORT, or no group',
  violating: thanosExample({ args: ['--endpoint-group=thanos-store.monitoring.svc:10901'] }),
  satisfying: thanosExample({ args: ['--endpoint-group=dns+thanos-store.monitoring.svc:10901'] }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (queried(command) ? lonelyGroups(command) : undefined)),
});
