import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { unknownKeys } from '../thanos/file-faults';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosUnknownKeys = rule({
  id: 'OT321',
  severity: 'warning',
  title: 'the file of endpoints has keys that Thanos does not know',
  what: 'Keys that are misspelt, or stand at another place than Thanos reads them at.',
  why: 'The parser is not strict: they are dropped without a word (v0.42.4, cmd/thanos/endpointset.go).',
  fix: 'remove them, or put them where they are read',
  violating: thanosExample({
    endpoints: `
endpoints:
  - address: thanos-store.monitoring.svc:10901
    name: store
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
  check: ofThanos((command) => unknownKeys(command, (keys) => keys.other)),
});
