import { readUrl } from '../addresses';
import { Manifest } from '../inventory';
import { at, extraConfig, hasGateway, isTempo, scalar, storageOf } from '../tempo/custom-resource';
import { isMap, items } from '../values';

/** A host outside that pods dial over HTTPS, beside the connections that the proof is about. */
export interface FurtherDial {
  readonly host: string;
  readonly port: number;
}

/**
 * What a TempoMonolithic dials beside its store: the issuers that its gateway asks for keys, the token service of a role's credentials (minio-go 7,
 * pkg/credentials: that of the region), and where its metrics go.
 */
export function furtherDials(object: Manifest, dialled: readonly string[]): FurtherDial[] {
  if (!isTempo(object)) { return []; }
  const urls = [
    ...(hasGateway(object) ? items(at(object, 'spec', 'multitenancy', 'authentication')).map((tenant) => at(tenant, 'oidc', 'issuerURL')) : []),
    ...items(at(extraConfig(object), 'metrics_generator', 'storage', 'remote_write')).filter(isMap).map(({ url }) => url),
  ];
  const token = /^token/.test(storageOf(object).credentialMode ?? '');
  const regions = token ? dialled.map((host) => /^s3\.([a-z0-9-]+)\.amazonaws\.com$/.exec(host)?.[1]) : [];
  return [
    ...urls.map((url) => readUrl(scalar(url) ?? '')?.address).flatMap((address) => (address ? [{ host: address.host, port: address.port }] : [])),
    ...regions.flatMap((region) => (region === undefined ? [] : [{ host: `sts.${region}.amazonaws.com`, port: 443 }])),
  ];
}

/** Whether the gateway or the user interface of a Tempo asks the API server who a user is (tempo-operator 0.22.0: OpenShift's tenants, and its proxy for logins). */
export function asksApiServer(object: Manifest): boolean {
  return isTempo(object) && ((hasGateway(object) && at(object, 'spec', 'multitenancy', 'mode') === 'openshift') || at(object, 'spec', 'jaegerui', 'authentication', 'enabled') === true);
}
