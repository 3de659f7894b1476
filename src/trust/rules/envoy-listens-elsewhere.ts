import { rule } from './rule';
import { CONTAINER_KINDS } from '../containers';
import { envoyExample } from '../envoy/example';
import { nobodyListens, ofEnvoy, runsEnvoy } from '../envoy/faults';

export const envoyListensElsewhere = rule({
  id: 'OT347',
  severity: 'error',
  title: 'a querier dials a port of its own pod where no Envoy listens',
  what: 'A querier has an endpoint on the loopback interface, and none of the listeners of the Envoy beside it has that port, nor has a Thanos of the pod.',
  why: 'The containers of a pod share their loopback interface, and nothing else is reached there: the connection is refused, the endpoint stays down, '
    + 'and queries lack its series. Told only where the whole pod shows: every container runs Envoy, with listeners that are all static, or Thanos.',
  fix: 'give the listener and the endpoint one port',
  violating: envoyExample({ port: 10001 }),
  satisfying: envoyExample({}),
  on: 'object',
  kinds: CONTAINER_KINDS,
  among: runsEnvoy,
  check: ofEnvoy(nobodyListens),
});
