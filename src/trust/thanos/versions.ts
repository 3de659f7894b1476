import { ThanosCommand } from './command';
import { isAtLeast, isBefore } from './endpoints';
import { Violation } from '../model';

/** A flag that not every version or component has. */
interface KnownFlag {
  /** the first v0.N that has it */
  readonly since?: number;
  /** the first v0.N that no longer has it */
  readonly until?: number;
  /** the components that have it */
  readonly of: readonly string[];
  readonly instead?: string;
}

const QUERY = ['query'];
const SERVERS = ['query', 'store', 'sidecar', 'receive', 'rule'];
const SD = { since: 38, of: QUERY, instead: 'name the endpoints with --endpoint' };
const OLD = { until: 38, of: QUERY, instead: 'name the addresses with --endpoint, or in a file for --endpoint.sd-config-file' };
const PROPOSED = { until: 0, of: QUERY, instead: 'the flag is --endpoint.sd-config-file (v0.38 and later), and its format differs from that of the proposal' };

/** Flags about endpoints and TLS, as the tags v0.22.0 to v0.42.4 register them (cmd/thanos/{config,query,receive,rule}.go). */
const FLAGS: { readonly [name: string]: KnownFlag } = {
  'endpoint': { since: 24, of: QUERY },
  'endpoint-strict': { since: 24, of: QUERY },
  'endpoint-group': { since: 31, of: QUERY },
  'endpoint-group-strict': { since: 31, of: QUERY },
  'endpoint.sd-config': SD,
  'endpoint.sd-config-file': SD,
  'endpoint.sd-config-reload-interval': SD,
  'store': OLD,
  'store-strict': OLD,
  'rule': OLD,
  'metadata': OLD,
  'exemplar': OLD,
  'target': OLD,
  'endpoints.config': PROPOSED,
  'endpoints.config-file': PROPOSED,
  'endpoint.config': PROPOSED,
  'endpoint.config-file': PROPOSED,
  'endpoint-config': PROPOSED,
  'grpc-client-tls-secure': { of: QUERY },
  'grpc-client-tls-skip-verify': { of: QUERY },
  'grpc-client-tls-cert': { of: QUERY },
  'grpc-client-tls-key': { of: QUERY },
  'grpc-client-tls-ca': { of: QUERY },
  'grpc-client-server-name': { of: QUERY },
  'grpc-client-tls-min-version': { since: 42, of: QUERY, instead: 'clients of older versions have no minimum of their own' },
  'grpc-server-tls-cert': { of: SERVERS },
  'grpc-server-tls-key': { of: SERVERS },
  'grpc-server-tls-client-ca': { of: SERVERS },
  'grpc-server-tls-min-version': { since: 37, of: SERVERS, instead: 'servers from v0.26 to v0.36 speak TLS 1.3 only' },
  'grpc-server-tls-ciphers': { since: 42, of: SERVERS },
  'grpc-server-tls-curves': { since: 42, of: SERVERS },
  'remote-write.server-tls-cert': { of: ['receive'] },
  'remote-write.server-tls-key': { of: ['receive'] },
  'remote-write.server-tls-client-ca': { of: ['receive'] },
  'remote-write.server-tls-min-version': { since: 37, of: ['receive'] },
  'remote-write.client-tls-secure': { since: 35, of: ['receive'] },
  'remote-write.client-tls-skip-verify': { since: 35, of: ['receive'] },
  'remote-write.client-tls-min-version': { since: 42, of: ['receive'] },
};

/** Flags that this version or component does not have: the process exits with "unknown long flag". */
export function unknownFlags(command: ThanosCommand): Violation[] {
  const { args, component, version, ref } = command;
  return args.names.flatMap((name): Violation[] => {
    const flag = Object.prototype.hasOwnProperty.call(FLAGS, name) ? FLAGS[name] : undefined;
    if (!flag || component === 'tools') { return []; }
    const fix = flag.instead === undefined ? {} : { fix: flag.instead };
    const say = (what: string) => [{ message: `--${name}: ${what}`, resource: ref, ...fix }];
    if (!flag.of.includes(component)) { return say(`thanos ${component} has no such flag (it is one of thanos ${flag.of.join(', ')})`); }
    if (flag.until === 0) { return say('no version of Thanos has such a flag'); }
    if (flag.since !== undefined && isBefore(version, flag.since)) { return say(`it came with v0.${flag.since}, and this is v${version?.join('.')}`); }
    return flag.until !== undefined && isAtLeast(version, flag.until) ? say(`it went with v0.${flag.until}, and this is v${version?.join('.')}`) : [];
  });
}

const EITHER = ['endpoint.sd-config', 'objstore.config', 'query.config', 'alertmanagers.config', 'remote-write.config', 'tracing.config', 'selector.relabel-config',
  'query-frontend.downstream-tripper-config', 'prometheus.http-client', 'query-range.response-cache-config', 'labels.response-cache-config', 'index-cache.config'];

/** Flags of which only one may be given: the process exits with "both … flags set". */
export function bothFlags(command: ThanosCommand): Violation[] {
  const given = (name: string) => command.args.flags(name).some((flag) => flag.value !== '');
  return EITHER.filter((name) => given(name) && given(`${name}-file`))
    .map((name) => ({ message: `both --${name} and --${name}-file are given`, resource: command.ref }));
}
