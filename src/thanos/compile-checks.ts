import { EndpointEntry } from './endpoint-entry';
import { ThanosVersion } from './thanos-version';
import { invalid } from '../kube/invalid';
import { TlsVersion } from '../kube/tls-version';
import { SINCE } from '../trust/thanos/version-facts';

/** Refuses what a version would ignore, or never find. */
export function checkForVersion(where: string, entries: readonly EndpointEntry[], version: ThanosVersion, envoy: boolean): void {
  const bareGroups = new Set<string>();
  for (const entry of entries) {
    const { address, group, serviceConfig, tls } = entry;
    const refuse = (what: string, allowed: string, fix: string) => invalid(where, { what: `${version} ${what}`, saw: `${address.text}, from ${entry.origin}`, allowed, fix });
    if (serviceConfig !== undefined && !version._since(SINCE.serviceConfig)) {
      throw refuse('ignores the service_config of a group', `v0.${SINCE.serviceConfig} or later`, 'leave serviceConfig out, or use a later version');
    }
    if (address.lookup === 'dnsdualstack' && !version._since(SINCE.dualStackLookups) && !(envoy && tls)) {
      throw refuse('does not know the lookup dnsdualstack+', `v0.${SINCE.dualStackLookups} or later`, `write "dns+${address.host}:${address.port}"`);
    }
    if (group && address.lookup === 'dnssrv' && !version._since(SINCE.groupLookups)) {
      throw refuse('has groups that gRPC itself looks up, and gRPC asks for no SRV records', `v0.${SINCE.groupLookups} or later`, `write "dns+${address.host.replace(/^(_[^.]+\.)+/, '')}:10901"`);
    }
    if (group && !version._since(SINCE.groupLookups)) {
      const bare = `${address.host}:${address.port}`;
      if (bareGroups.has(bare)) {
        throw refuse('has groups without a prefix, of which this one is written twice then, and does not start with that', 'each group once', 'leave one of them out');
      }
      bareGroups.add(bare);
    }
    if (tls?.minTlsVersion === TlsVersion.V1_3 && !version._since(SINCE.clientMinVersion) && !envoy) {
      throw refuse(
        'has no lowest TLS version for its clients, and would speak TLS 1.2 too', `v0.${SINCE.clientMinVersion} or later, or an Envoy`,
        'leave minTlsVersion out: a server of Thanos speaks TLS 1.3 only unless it is told otherwise; or legacy: LegacyTls.ENVOY where there are several realms',
      );
    }
  }
}
