import { rule } from './rule';
import { queried } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { serviceConfigs } from '../thanos/file-faults';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosServiceConfigWithoutEffect = rule({
  id: 'OT302',
  severity: 'error',
  title: 'the service_config of an endpoint is not read, or cannot be',
  what: 'A file of endpoints has a service_config that is no JSON, or the querier is older than v0.40, which ignores the key.',
  why: 'The key came with v0.40.0 (thanos #8287). gRPC refuses one that is no JSON object (grpc-go, service_config.go), and the group is '
    + 'skipped with "new endpoint creation failed".',
  fix: 'run Thanos v0.40 or later; write a JSON object',
  violating: thanosExample({
    version: 'v0.39.2', endpoints: `
endpoints:
  - address: dns+thanos-store.monitoring.svc:10901
    group: true
    service_config: '{"loadBalancingConfig": [{"round_robin": {}}]}'
`,
  }),
  satisfying: thanosExample({
    version: 'v0.40.1', endpoints: `
endpoints:
  - address: dns+thanos-store.monitoring.svc:10901
    group: true
    service_config: '{"loadBalancingConfig": [{"round_robin": {}}]}'
`,
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (queried(command)?.file ? serviceConfigs(command) : undefined)),
});
