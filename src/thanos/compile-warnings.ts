import { CompiledQuerier, ThanosTlsMode } from './compile-result';
import { isClusterHost, isPrivateHost } from './endpoint-address';
import { EndpointEntry } from './endpoint-entry';
import { ThanosVersion } from './thanos-version';
import { verifiesAnAddress } from './treatment';
import { contentHash } from '../kube/hash';
import { readSrvName, SRV_LOOKUPS } from '../trust/thanos/address';
import { SINCE } from '../trust/thanos/version-facts';

/** The longest annotation set that Kubernetes takes (apimachinery, TotalAnnotationSizeLimitB): `kubectl apply` keeps a copy of an object in one. */
const APPLY_LIMIT = 256 * 1024;

/** What works, but its owner should know. One sentence a subject, however many endpoints it concerns. */
export function compileWarnings(
  entries: readonly EndpointEntry[], version: ThanosVersion, mode: ThanosTlsMode, queriers: readonly CompiledQuerier[],
): string[] {
  const about = (sentence: string, concerns: (entry: EndpointEntry) => boolean) => {
    const found = entries.filter(concerns).map(({ address }) => address.text);
    return found.length === 0 ? [] : [`${sentence}: ${found.slice(0, 3).join(', ')}${found.length > 3 ? ` and ${found.length - 3} more` : ''}`];
  };
  const largest = Math.max(0, ...queriers.map(({ endpointFile }) => Buffer.byteLength(endpointFile ?? '')));
  return [
    ...(version.isKnown ? [] : [`${version} is newer than this library knows: it is taken to do what v0.42 does`]),
    ...(entries.length === 0 ? ['there are no endpoints: every query comes back empty'] : []),
    ...about('a group that is not looked up has one member, and nothing is balanced; write dns+ before the address', ({ group, strict, address }) =>
      group && !strict && address.lookup === undefined && version._since(SINCE.groupLookups)),
    ...about('what is verified is an IP address, which hardly a certificate has; say serverName', verifiesAnAddress),
    ...about('the server is not verified: anybody on the way can answer in its place', ({ tls }) => tls?.material.skipVerification !== undefined),
    ...about('plaintext to something outside of the cluster', ({ tls, address }) => tls === undefined && !isClusterHost(address.host) && !isPrivateHost(address.host)),
    ...about('a strict endpoint whose CA changes in place is lost until the querier is restarted; StorageCa.fromPem restarts it', ({ strict, tls }) =>
      mode !== ThanosTlsMode.ENVOY && strict && tls?.material.ca !== undefined && !rolls(tls.material.ca)),
    ...about('strict holds for the querier of the realm only: the one in front goes on without it when it does not answer', ({ strict, tls }) =>
      mode === ThanosTlsMode.QUERIER_PER_REALM && !version._since(SINCE.clientConfig) && strict && tls !== undefined),
    ...about('SRV records of a Service are named "_grpc._tcp.NAME", after the name of its port', ({ address }) =>
      address.lookup !== undefined && SRV_LOOKUPS.includes(address.lookup) && isClusterHost(address.host) && readSrvName(address.host) === undefined),
    ...about(`queriers since v0.36 send pings that servers before v0.${SINCE.serversAllowPings} end the connection over ("too_many_pings")`, ({ serverVersion }) =>
      serverVersion !== undefined && version._since(36) && !serverVersion._since(SINCE.serversAllowPings)),
    ...(mode === ThanosTlsMode.ENVOY ? ['Envoy stands between: the querier shows the addresses of its listeners, 127.0.0.1, in place of the endpoints\''] : []),
    ...(mode === ThanosTlsMode.QUERIER_PER_REALM ? ['the queriers of realms serve plaintext in their namespace: whoever reaches them can query with their client certificates'] : []),
    ...(largest > APPLY_LIMIT ? [`the file of endpoints has ${largest} bytes, and "kubectl apply" keeps a copy in an annotation, of 262144 bytes at most: use --server-side`] : []),
  ];
}

/** Whether another CA is another ConfigMap, and so another pod. */
function rolls({ certificates, configMapName }: { readonly certificates?: string; readonly configMapName: string }): boolean {
  return certificates !== undefined && configMapName.endsWith(`-${contentHash(certificates)}`);
}
