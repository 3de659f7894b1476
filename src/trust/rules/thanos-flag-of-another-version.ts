import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import { unknownFlags } from '../thanos/versions';

export const thanosFlagOfAnotherVersion = rule({
  id: 'OT301',
  severity: 'error',
  title: 'this version or component of Thanos has no such flag',
  what: 'A flag about endpoints or TLS that came later, went earlier, belongs to another component, or that there never was.',
  why: 'Thanos exits with "unknown long flag". Read from the tags v0.22.0 to v0.42.4 (cmd/thanos/config.go, query.go, receive.go, rule.go): '
    + 'v0.38 took away --store, --rule, --metadata, --exemplar, --target and --store-strict, and brought --endpoint.sd-config.',
  fix: 'use the flag that this version has, or another version',
  violating: thanosExample({ version: 'v0.39.2', args: ['--store=dnssrv+_grpc._tcp.thanos-store.monitoring.svc'] }),
  satisfying: thanosExample({ version: 'v0.37.2', args: ['--store=dnssrv+_grpc._tcp.thanos-store.monitoring.svc'] }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos(unknownFlags),
});
