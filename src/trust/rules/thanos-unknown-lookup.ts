import { rule } from './rule';
import { queried, unknownLookups } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosUnknownLookup = rule({
  id: 'OT304',
  severity: 'error',
  title: 'Thanos does not know this kind of lookup',
  what: 'What stands before the "+" of an address is not dns, dnssrv, dnssrvnoa or dnsdualstack (v0.42 and later), or stands before the name '
    + 'of a group until v0.36.',
  why: 'The lookup fails with "invalid lookup scheme" in the log every 30 seconds, and the endpoint is never queried '
    + '(pkg/discovery/dns/resolver.go); dnsdualstack is first in the tag v0.42.0-rc.0.',
  fix: 'use dns+HOST:PORT or dnssrv+_PORT._tcp.HOST',
  violating: thanosExample({ args: ['--endpoint=srv+_grpc._tcp.thanos-store.monitoring.svc'] }),
  satisfying: thanosExample({ args: ['--endpoint=dnssrv+_grpc._tcp.thanos-store.monitoring.svc'] }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (queried(command) ? unknownLookups(command) : undefined)),
});
