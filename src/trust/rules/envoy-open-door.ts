import { rule } from './rule';
import { CONTAINER_KINDS } from '../containers';
import { envoyExample } from '../envoy/example';
import { ofEnvoy, openDoors, runsEnvoy } from '../envoy/faults';

export const envoyOpenDoor = rule({
  id: 'OT344',
  severity: 'warning',
  title: 'an Envoy lends its client certificate to whoever reaches the pod',
  what: 'A listener without TLS on all interfaces leads to a cluster where a client certificate is shown, or the administration listens on '
    + 'all interfaces.',
  why: 'What is sent there goes out with the certificate of the querier. The example in the documentation of Thanos listens on all interfaces.',
  fix: 'listen on 127.0.0.1',
  violating: envoyExample({ listen: '0.0.0.0' }),
  satisfying: envoyExample({}),
  on: 'object',
  kinds: CONTAINER_KINDS,
  among: runsEnvoy,
  check: ofEnvoy(openDoors),
});
