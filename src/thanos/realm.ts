import { CompiledRealm } from './compile-result';
import { EndpointEntry, realmDirectory, RealmMaterial } from './endpoint-entry';
import { ThanosRealmProps } from './endpoint-props';
import { pairDirectory } from './tls-mounts';
import { invalid } from '../kube/invalid';
import { requireMade } from '../kube/kinds';
import { requireLabel } from '../kube/text';
import { ClientCertificate, SkipVerification, StorageCa } from '../pki';

/** The name of a realm: a directory, a part of names of objects. */
export function requireRealmName(where: string, field: string, name: unknown): string {
  return requireLabel(where, field, name, 40);
}

/** The certificates of a realm, at their place in the pod. */
export function realmMaterial(where: string, realm: string, props: ThanosRealmProps): RealmMaterial {
  const { ca, clientCertificate, skipVerification, systemRoots } = props;
  if (ca !== undefined) { requireMade(where, 'ca', ca, StorageCa, "StorageCa.fromConfigMap('eu1-ca')"); }
  if (clientCertificate !== undefined) { requireMade(where, 'clientCertificate', clientCertificate, ClientCertificate, "ClientCertificate.fromSecret('eu1-client')"); }
  if (skipVerification !== undefined) { requireMade(where, 'skipVerification', skipVerification, SkipVerification, "SkipVerification.because('…')"); }
  if (skipVerification !== undefined && (ca !== undefined || clientCertificate !== undefined)) {
    throw invalid(where, {
      what: ca !== undefined ? 'skipVerification leaves the ca without use' : 'the client certificate would be shown to anybody who answers',
      saw: `skipVerification (${skipVerification.reason}) beside ${ca !== undefined ? 'ca' : 'clientCertificate'}`,
      allowed: 'one of the two',
      fix: 'leave skipVerification out: with the right ca it is not needed',
    });
  }
  if (systemRoots && ca !== undefined) {
    throw invalid(where, { what: 'systemRoots and ca exclude each other: a querier trusts one or the other', saw: 'both', allowed: 'one of the two', fix: 'leave systemRoots out' });
  }
  const directory = realmDirectory(realm);
  const pair = pairDirectory(directory, clientCertificate?._inVolume === true);
  return {
    realm,
    ...(ca === undefined ? {} : { ca, caFile: `${directory}/ca.crt` }),
    // The roots of the image, said aloud: private names are let through then.
    ...(systemRoots ? { caFile: '' } : {}),
    ...(clientCertificate === undefined ? {} : { clientCertificate, certFile: `${pair}/tls.crt`, keyFile: `${pair}/tls.key` }),
    ...(skipVerification === undefined ? {} : { skipVerification }),
  };
}

/** The realms whose files are read. */
export function realmsOf(entries: readonly EndpointEntry[]): CompiledRealm[] {
  const all = new Map<string, RealmMaterial>();
  for (const { tls } of entries) { if (tls !== undefined) { all.set(tls.material.realm, tls.material); } }
  return [...all.values()].map(({ realm, caFile, certFile, keyFile }) => ({
    name: realm,
    ...(caFile === undefined || caFile === '' ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile, keyFile }),
  }));
}
