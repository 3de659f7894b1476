import { rule } from './rule';
import { CONTAINER_KINDS } from '../containers';
import { envoyExample } from '../envoy/example';
import { ofEnvoy, runsEnvoy, shortTimeouts } from '../envoy/faults';

export const envoyCutsStreams = rule({
  id: 'OT345',
  severity: 'warning',
  title: 'an Envoy before a store ends queries after 15 seconds',
  what: 'A querier dials a listener of an Envoy in its pod, and a route of it sets no timeout.',
  why: 'The default of a route is 15 s for the whole response (envoy, config/route/v3/route_components.proto); streams of series take '
    + 'longer, and end with an error or partial data.',
  fix: 'set timeout: 0s on the route',
  violating: envoyExample({ route: '{cluster: eu1}' }),
  satisfying: envoyExample({}),
  on: 'object',
  kinds: CONTAINER_KINDS,
  among: runsEnvoy,
  check: ofEnvoy(shortTimeouts),
});
