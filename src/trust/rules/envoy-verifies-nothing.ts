import { rule } from './rule';
import { CONTAINER_KINDS } from '../containers';
import { envoyExample } from '../envoy/example';
import { ofEnvoy, runsEnvoy, verifiesNothing } from '../envoy/faults';

export const envoyVerifiesNothing = rule({
  id: 'OT340',
  severity: 'error',
  title: 'Envoy accepts any certificate of the server',
  what: 'A cluster that is dialled with TLS has no trusted_ca, accepts untrusted chains, or trusts the public CAs without a name to look for.',
  why: 'Without a validation context Envoy verifies nothing, and it compares no name unless match_typed_subject_alt_names (or '
    + 'auto_sni_san_validation) says which (envoy, api/envoy/extensions/transport_sockets/tls/v3/common.proto): whoever is on the way '
    + 'can answer.',
  fix: 'set trusted_ca and match_typed_subject_alt_names',
  violating: envoyExample({ validation: '' }),
  satisfying: envoyExample({}),
  on: 'object',
  kinds: CONTAINER_KINDS,
  among: runsEnvoy,
  check: ofEnvoy(verifiesNothing),
});
