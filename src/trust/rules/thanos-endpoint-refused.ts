import { rule } from './rule';
import { queried, refusedEndpoints } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosEndpointRefused = rule({
  id: 'OT303',
  severity: 'error',
  title: 'Thanos refuses an endpoint and does not start',
  what: 'A strict endpoint that is looked up (dns+ and the like), a service_config outside of a group, an unknown compression, a flag '
    + 'without a port or with an address that it has already been given.',
  why: 'The process exits over it (v0.42.4, cmd/thanos/endpointset.go validateEndpointConfig, and pkg/extkingpin/flags.go; repeated '
    + 'addresses until v0.37).',
  fix: 'make the endpoint a fixed address, or not strict',
  violating: thanosExample({
    endpoints: `
endpoints:
  - address: dns+thanos-store.monitoring.svc:10901
    strict: true
`,
  }),
  satisfying: thanosExample({
    endpoints: `
endpoints:
  - address: thanos-store.monitoring.svc:10901
    strict: true
`,
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (queried(command) ? refusedEndpoints(command) : undefined)),
});
