import { RealmMaterial } from './endpoint-entry';
import { RemoteThanosCluster } from './endpoint-props';
import { realmMaterial, requireRealmName } from './realm';
import { KnownKeys, readList, requireKeys } from './strict-yaml';
import { invalid } from '../kube/invalid';
import { ClientCertificate, StorageCa } from '../pki';

const CLUSTER: KnownKeys = {
  keys: ['name', 'addresses', 'realm', 'caPem', 'caConfigMap', 'clientSecret', 'serverName', 'minTlsVersion', 'strict', 'group', 'compression', 'plaintext', 'serverCertificatePem'],
  hints: { address: 'write addresses: [ … ]', endpoint: 'write addresses: [ … ]', endpoints: 'write addresses: [ … ]', ca: 'write caPem or caConfigMap', mode: 'write strict: true', cert: 'write clientSecret', tls: 'leave it out: TLS is spoken unless plaintext is true' },
};

/** The clusters of a text, with no key that would be ignored. */
export function readInventory(where: string, text: string): RemoteThanosCluster[] {
  return readList(where, text, 'a list of clusters', () => '- name: eu1\n           addresses: ["thanos.eu1.example.com:443"]')
    .map((value, i) => {
      const cluster = requireKeys(where, `[${i}]`, value, CLUSTER);
      // Not given and empty are one in a file.
      return Object.fromEntries(Object.entries(cluster).filter(([, v]) => v !== null && v !== '')) as unknown as RemoteThanosCluster;
    });
}

/** The realm of a cluster: one that exists, or its own. Nothing for plaintext. */
export function clusterRealm(where: string, cluster: RemoteThanosCluster, realms: ReadonlyMap<string, RealmMaterial>): RealmMaterial | undefined {
  requireKeys(where, 'the cluster', cluster, CLUSTER);
  const { name, realm, caPem, caConfigMap, clientSecret, plaintext } = cluster;
  requireRealmName(where, 'name', name);
  const own = ([['caPem', caPem], ['caConfigMap', caConfigMap], ['clientSecret', clientSecret]] as const).filter(([, value]) => value !== undefined).map(([key]) => key);
  if (plaintext !== undefined && typeof plaintext !== 'boolean') {
    throw invalid(where, { what: 'plaintext must be true or false', got: plaintext, allowed: 'true, false', fix: 'leave it out: TLS is spoken then' });
  }
  const tls = [...own, ...(['realm', 'serverName', 'minTlsVersion', 'serverCertificatePem'] as const).filter((key) => cluster[key] !== undefined)];
  if (plaintext && tls.length > 0) {
    throw invalid(where, { what: 'a plaintext cluster has settings of TLS', saw: `plaintext beside ${tls.join(', ')}`, allowed: 'one or the other', fix: 'leave plaintext out' });
  }
  if (plaintext) { return undefined; }
  if (realm !== undefined) {
    if (own.length > 0) {
      throw invalid(where, { what: 'the cluster names a realm and certificates of its own', saw: `realm ${realm} beside ${own.join(', ')}`, allowed: 'one or the other', fix: 'leave realm out: the cluster gets a realm of its own' });
    }
    const known = realms.get(requireRealmName(where, 'realm', realm));
    if (known === undefined) { throw invalid(where, { what: 'there is no such realm', got: realm, allowed: [...realms.keys()].join(', ') || 'a realm that addRealm has made', fix: `addRealm('${realm}', { ca, … }) first` }); }
    return known;
  }
  if (realms.has(name)) {
    throw invalid(where, { what: 'a realm or cluster of this name exists', got: name, allowed: 'a name of its own for each cluster', fix: `choose another name, or say realm: '${name}' if it shares the certificates` });
  }
  if (caPem !== undefined && caConfigMap !== undefined) {
    throw invalid(where, { what: 'caPem and caConfigMap exclude each other', saw: 'both', allowed: 'one of the two', fix: 'leave one of them out' });
  }
  const ca = caPem !== undefined ? StorageCa.fromPem(caPem, { name: `${name.slice(0, 40)}-ca` }) : caConfigMap !== undefined ? StorageCa.fromConfigMap(caConfigMap) : undefined;
  const clientCertificate = clientSecret === undefined ? undefined : ClientCertificate.fromSecret(clientSecret);
  return realmMaterial(where, name, { ...(ca === undefined ? {} : { ca }), ...(clientCertificate === undefined ? {} : { clientCertificate }) });
}
