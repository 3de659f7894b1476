import { rule } from './rule';
import { CONTAINER_KINDS } from '../containers';
import { envoyExample } from '../envoy/example';
import { ofEnvoy, refused, runsEnvoy } from '../envoy/faults';

export const envoyRefusesConfiguration = rule({
  id: 'OT346',
  severity: 'error',
  title: 'this version of Envoy refuses its configuration',
  what: 'Fields of the API v2 (hosts, tls_context, config) in Envoy v1.18 or later, or a filter of HTTP without typed_config in v1.23 or later.',
  why: 'The API v2 was removed in v1.18; filters are found by the type of their configuration (envoy #21464). Envoy exits. The example in '
    + 'the documentation of Thanos has all of it.',
  fix: 'write the configuration in the API v3',
  violating: envoyExample({}).replace('load_assignment:', 'tls_context: {sni: eu1}\n          load_assignment:'),
  satisfying: envoyExample({}),
  on: 'object',
  kinds: CONTAINER_KINDS,
  among: runsEnvoy,
  check: ofEnvoy(refused),
});
