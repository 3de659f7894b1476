import { rule } from './rule';
import { queried, unreadableFile } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosEndpointFileUnreadable = rule({
  id: 'OT314',
  severity: 'error',
  title: 'the file of endpoints cannot be read',
  what: 'A file for --endpoint.sd-config is a list (the format of --store.sd-files, and of the proposal), no YAML, or has values of another '
    + 'type than Thanos decodes.',
  why: 'The process exits with "unable to unmarshal config content" (v0.42.4, cmd/thanos/endpointset.go; thanos #8209). After a change it '
    + 'keeps the old endpoints, and only the log says so.',
  fix: 'write a map with the key "endpoints", and a list of maps with "address" under it',
  violating: thanosExample({
    endpoints: `
- targets: ["thanos-store.monitoring.svc:10901"]
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
  check: ofThanos((command) => (queried(command)?.file ? unreadableFile(command) : undefined)),
});
