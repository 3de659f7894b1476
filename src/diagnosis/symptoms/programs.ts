import { Symptom } from '../symptom';

/** What Thanos (0.37 to 0.42), Tempo 2.10 and Envoy 1.39 say of their own configuration. */
export const PROGRAMS: readonly Symptom[] = [
  {
    id: 'envoy-upstream',
    says: /upstream connect error or disconnect\/reset before headers/,
    means: 'Envoy takes the connection and gets none to the server behind it: nobody listens, or the handshake fails; who dials it is not told which',
    rules: ['OT006', 'OT007', 'OT005', 'OT010', 'OT114', 'OT343', 'OT001'],
    look: 'Envoy\'s own log, or an access log with %UPSTREAM_TRANSPORT_FAILURE_REASON%',
  },
  {
    id: 'unknown-flag',
    says: /unknown (long |short )?flag '?-*(?:[\w.-]+)/,
    means: 'this version does not have this flag',
    rules: ['OT301'],
    look: 'the version in the image\'s tag, and what it has in its place',
  },
  {
    id: 'unknown-tls-version',
    says: /unknown (minimum )?TLS version|(unsupported|invalid|unknown).*(tls )?(min|minimum)[_ -]?version|unsupported TLS version|enum value must be one of 1\.0,/i,
    means: 'the lowest TLS version is in words that this program does not know',
    rules: ['OT112', 'OT135', 'OT311'],
    look: 'VersionTLS12 or VersionTLS13 for Tempo; 1.2 or 1.3 for Thanos; TLS12 or TLS13 where Prometheus\' common library reads it',
  },
  {
    id: 'unknown-key',
    says: /(field|key) (?:[\w.-]+) not found in (type|struct)/,
    means: 'a configuration has a key that this version does not know',
    rules: ['OT119', 'OT134', 'OT118', 'OT321', 'OT317', 'OT314'],
    look: 'the configuration reference of the version that runs',
  },
  {
    id: 'address-without-port',
    says: /missing port in address|too many colons in address|invalid port \\*"[^"]*" after host/,
    means: 'an address has no port, or one that is none',
    rules: ['OT303', 'OT305', 'OT103'],
    look: 'HOST:PORT, without scheme where the program wants none',
  },
];
