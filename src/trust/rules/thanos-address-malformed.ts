import { rule } from './rule';
import { malformedAddresses, queried } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosAddressMalformed = rule({
  id: 'OT305',
  severity: 'error',
  title: 'the address of an endpoint leads nowhere',
  what: 'An address of gRPC that is empty, a URL, has a path, an impossible port or an IPv6 address without brackets, or has no '
    + 'port where none is taken for it: behind dns+, in a group since v0.37, anywhere before v0.36.',
  why: 'Nothing checks it at the start: the log says "missing port in address given for dns lookup" or that the target cannot be parsed, '
    + 'and the endpoint is never queried (pkg/discovery/dns/resolver.go; thanos #3364).',
  fix: 'write HOST:PORT, without a scheme and without a path',
  violating: thanosExample({
    endpoints: `
endpoints:
  - address: https://thanos.eu1.example.com:443
`,
  }),
  satisfying: thanosExample({
    endpoints: `
endpoints:
  - address: thanos-store.monitoring.svc:10901
`,
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (queried(command) ? malformedAddresses(command) : undefined)),
});
