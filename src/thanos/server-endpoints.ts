import { RealmMaterial } from './endpoint-entry';
import { ThanosServerOptions } from './endpoint-props';
import { realmMaterial, requireRealmName } from './realm';
import { IThanosServer } from './server';
import { invalid } from '../kube/invalid';
import { requireHost, requireList } from '../kube/text';
import { dnsNameCovers } from '../x509/names';

/** An address of a server, and the name that it is verified by where its host is not it. */
export interface ServerAddress {
  readonly address: string;
  readonly serverName?: string;
  readonly group?: boolean;
}

/** The realm of a server: one that exists with the same certificates, or a new one. Nothing for plaintext. */
export function serverRealm(
  where: string, server: IThanosServer, options: ThanosServerOptions, realms: ReadonlyMap<string, RealmMaterial>,
): RealmMaterial | undefined {
  const { tls } = server;
  const { clientCertificate } = options;
  if (tls === undefined) {
    if (clientCertificate !== undefined || options.realm !== undefined) {
      throw invalid(where, {
        what: 'the server speaks no TLS, so that nothing can be shown to it',
        saw: clientCertificate === undefined ? `realm ${options.realm}` : 'a clientCertificate',
        allowed: 'neither realm nor clientCertificate for a plaintext server',
        fix: 'give the server a certificate, or leave them out',
      });
    }
    return undefined;
  }
  if (tls.clientAuth && clientCertificate === undefined) {
    throw invalid(where, {
      what: 'the server demands a client certificate, and the querier has none',
      saw: server.grpcAddress,
      allowed: 'clientCertificate, signed by a CA that the server trusts',
      fix: 'addServer(server, { clientCertificate: ClientCertificate.issuedBy(issuer) })',
    });
  }
  const name = requireRealmName(where, 'realm', options.realm ?? server.grpcAddress.split(/[.:]/)[0]);
  const made = realmMaterial(where, name, { ca: tls.ca, ...(clientCertificate === undefined ? {} : { clientCertificate }) });
  const known = realms.get(name);
  if (known !== undefined && (known.ca !== made.ca || known.clientCertificate !== made.clientCertificate || known.skipVerification !== undefined)) {
    throw invalid(where, {
      what: 'a realm of this name exists, with another CA or client certificate',
      got: name,
      allowed: 'one CA and one client certificate for each realm',
      fix: `name another with realm: '${name}-2', or hand over the same objects`,
    });
  }
  return known ?? made;
}

/** How a server is dialled: pod by pod where pods hold different data, else by its Service. */
export function serverAddresses(where: string, server: IThanosServer, tls: boolean, strict: boolean): ServerAddress[] {
  const { grpcAddress, grpcSrvName, grpcPodAddresses, grpcReplicasAddress } = server;
  // A strict endpoint cannot be looked up: it is dialled by its Service then.
  const replicas = strict ? undefined : grpcReplicasAddress;
  if (!tls) {
    if (replicas !== undefined) { return [{ address: `dns+${replicas}`, group: true }]; }
    if (strict && grpcPodAddresses !== undefined && grpcPodAddresses.length > 0) { return grpcPodAddresses.map((address) => ({ address })); }
    return [{ address: grpcSrvName === undefined || strict ? grpcAddress : `dnssrv+${grpcSrvName}` }];
  }
  const names = requireList<string>(where, 'tls.serverNames', server.tls?.serverNames).map((name, i) => {
    requireHost(where, `tls.serverNames[${i}]`, name.startsWith('*.') ? name.slice(2) : name);
    return name;
  });
  const plain = names.find((name) => !name.startsWith('*.'));
  if (replicas !== undefined && plain !== undefined) { return [{ address: `dns+${replicas}`, group: true, serverName: plain }]; }
  if (grpcPodAddresses !== undefined && grpcPodAddresses.length > 0) {
    return grpcPodAddresses.map((address) => ({ address, ...named(address, names, plain) }));
  }
  if (grpcSrvName === undefined || strict) { return [{ address: grpcAddress, ...named(grpcAddress, names, plain) }]; }
  // What is found is verified by one name: the addresses of pods stand in no certificate.
  if (plain === undefined) {
    throw invalid(where, {
      what: 'the server\'s pods are looked up, and its certificate has no name that they could all be verified by',
      saw: names.join(', ') || 'no names',
      allowed: 'a name without a wildcard in the certificate, or grpcPodAddresses',
      fix: 'add the name of the Service to the certificate',
    });
  }
  return [{ address: `dnssrv+${grpcSrvName}`, serverName: plain }];
}

function named(address: string, names: readonly string[], plain: string | undefined): { serverName?: string } {
  const host = address.replace(/:\d+$/, '');
  return plain === undefined || names.some((name) => dnsNameCovers(name, host)) ? {} : { serverName: plain };
}
