import { rule } from './rule';
import { refusedArguments } from '../thanos/command-line';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosArgumentsRefused = rule({
  id: 'OT349',
  severity: 'error',
  title: 'the command line of Thanos refuses an argument about TLS',
  what: 'A switch such as --grpc-client-tls-secure is given a value, or a flag that may be given once is given twice.',
  why: 'The process exits: "unexpected true", "flag \'grpc-server-tls-cert\' cannot be repeated" (kingpin v2.4.0; thanos 0.42.4 run).',
  fix: 'write switches without a value, and every flag once',
  violating: thanosExample({ args: ['--endpoint=store:10901', '--grpc-client-tls-secure=true'] }),
  satisfying: thanosExample({ args: ['--endpoint=store:10901', '--grpc-client-tls-secure'] }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos(refusedArguments),
});
