import { rule } from './rule';
import { CONTAINER_KINDS } from '../containers';
import { envoyExample } from '../envoy/example';
import { acceptsAnyName, ofEnvoy, runsEnvoy } from '../envoy/faults';

export const envoyAcceptsAnyName = rule({
  id: 'OT341',
  severity: 'warning',
  title: 'Envoy accepts every certificate of a CA, whatever its name',
  what: 'A cluster that is dialled with TLS has a trusted_ca and no name to look for.',
  why: 'Envoy compares no name unless it is told to (envoy, api/envoy/extensions/transport_sockets/tls/v3/common.proto): any other '
    + 'server, and any client, with a certificate of that CA can answer. The example in the documentation of Thanos '
    + '(operating/cross-cluster-tls-communication.md) has this gap.',
  fix: 'add match_typed_subject_alt_names: [{san_type: DNS, matcher: {exact: NAME}}]',
  violating: envoyExample({ validation: '{trusted_ca: {filename: /etc/tls/ca.crt}}' }),
  satisfying: envoyExample({}),
  on: 'object',
  kinds: CONTAINER_KINDS,
  among: runsEnvoy,
  check: ofEnvoy(acceptsAnyName),
});
