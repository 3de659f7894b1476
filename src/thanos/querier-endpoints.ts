import { compileEndpoints } from './compile';
import { ThanosCompilation, ThanosCompileOptions } from './compile-result';
import { checkNotTwice, entry, entryKey, entryTls, requirePublicCertificate } from './endpoint-checks';
import { EndpointEntry, RealmMaterial } from './endpoint-entry';
import { RemoteThanosCluster, ThanosEndpointOptions, ThanosRealmEndpoints, ThanosRealmProps, ThanosServerOptions } from './endpoint-props';
import { clusterRealm, readInventory } from './inventory';
import { ProposalOptions, readProposal } from './proposal';
import { realmMaterial, requireRealmName } from './realm';
import { readSdConfig } from './sd-config';
import { IThanosServer } from './server';
import { serverAddresses, serverRealm } from './server-endpoints';
import { ThanosVersion } from './thanos-version';
import { table } from './treatment';
import { invalid } from '../kube/invalid';
import { requireList } from '../kube/text';
import { TlsVersion } from '../kube/tls-version';

/**
 * The endpoints of a Thanos Querier, and how each of them is dialled: in plain text, or with the certificates of its realm. It says nothing about a version of
 * Thanos: what a version makes of it is worked out when a querier is made of it, and an endpoint that this version would dial in another way is an error.
 *
 * @example
 *
 * const endpoints = new QuerierEndpoints();
 * endpoints.addPlaintext('dnssrv+_grpc._tcp.thanos-store.monitoring.svc');
 * endpoints.addRealm('eu1', {
 *   ca: StorageCa.fromConfigMap('eu1-ca'),
 *   clientCertificate: ClientCertificate.fromSecret('eu1-client'),
 *   addresses: ['thanos.eu1.example.com:443'],
 *   strict: true,
 * });
 */
export class QuerierEndpoints {
  /**
   * The file of the proposal "Automated, per-endpoint mTLS" (thanos-io/thanos, docs/proposals-accepted/202106-automated-per-endpoint-mTLS.md): a list of
   * `tls_config`, `endpoints`, `endpoints_sd_files` and `mode`. No version of Thanos reads it. File names in it stay as they are: say with `fileSources` of the
   * querier what lies in their directories.
   *
   * @param text YAML or JSON
   * @throws for keys that the proposal does not have, and for everything that cannot be dialled
   */
  public static fromProposalYaml(text: string, options: ProposalOptions = {}): QuerierEndpoints {
    return QuerierEndpoints.holding(readProposal(text, options));
  }

  /**
   * The file of `--endpoint.sd-config-file` as Thanos v0.42 reads it. Thanos ignores keys that it does not know, and settings without effect; here they are
   * errors. File names in it stay as they are: say with `fileSources` of the querier what lies in their directories.
   *
   * @param text YAML or JSON
   * @throws for unknown keys, for what Thanos refuses, and for settings that would not do what they say
   */
  public static fromSdConfig(text: string): QuerierEndpoints {
    return QuerierEndpoints.holding(readSdConfig(text));
  }

  /**
   * Clusters from a file: a YAML or JSON list of `RemoteThanosCluster`, of any length.
   *
   * @param text YAML or JSON
   * @param realms realms that the clusters may name
   * @throws for unknown keys, and for everything that `addRemoteCluster` refuses
   */
  public static fromInventory(text: string, realms: { [name: string]: ThanosRealmProps } = {}): QuerierEndpoints {
    const endpoints = new QuerierEndpoints();
    for (const [name, props] of Object.entries(realms)) { endpoints.addRealm(name, props); }
    endpoints.addInventory(text);
    return endpoints;
  }

  private static holding(entries: readonly EndpointEntry[]): QuerierEndpoints {
    const endpoints = new QuerierEndpoints();
    for (const made of entries) {
      if (made.tls) { endpoints.realms.set(made.tls.material.realm, made.tls.material); }
      endpoints.take(made.origin, made);
    }
    return endpoints;
  }

  private readonly realms = new Map<string, RealmMaterial>();
  private readonly known = new Map<string, EndpointEntry>();
  private reader?: string;

  public constructor() {}

  /**
   * An address that is dialled without TLS.
   *
   * @param address "host:port", or "dns+host:port", "dnssrv+_grpc._tcp.host", "dnssrvnoa+…", "dnsdualstack+…" to look it up
   * @throws for an address that leads nowhere, that is given already, or that is strict and looked up
   */
  public addPlaintext(address: string, options: ThanosEndpointOptions = {}): void {
    const where = 'QuerierEndpoints.addPlaintext';
    this.take(where, entry(where, 'address', address, options));
  }

  /**
   * A realm: endpoints that are verified with one CA and shown one client certificate.
   *
   * @param name a DNS label; the files of the realm lie in /etc/thanos/tls/NAME
   * @throws for a name that is taken, and for endpoints that could not be verified
   */
  public addRealm(name: string, props: ThanosRealmProps): void {
    const where = `QuerierEndpoints.addRealm(${name})`;
    this.requireOpen(where);
    requireRealmName(where, 'name', name);
    if (this.realms.has(name)) {
      throw invalid(where, { what: 'a realm of this name exists: both would lie in one directory', got: name, allowed: 'a name of its own for each realm', fix: `choose another name, or use addToRealm('${name}', …)` });
    }
    this.realms.set(name, realmMaterial(where, name, props));
    this.addTo(where, name, props, requireList<string>(where, 'addresses', props.addresses ?? []));
  }

  /**
   * More addresses of a realm, with another server name, mode or TLS version than the first.
   *
   * @param realm the name of a realm that was added before
   * @throws for a realm that does not exist, and for endpoints that could not be verified
   */
  public addToRealm(realm: string, endpoints: ThanosRealmEndpoints): void {
    const where = `QuerierEndpoints.addToRealm(${realm})`;
    this.addTo(where, realm, endpoints, requireList<string>(where, 'addresses', endpoints.addresses));
  }

  /**
   * A component of Thanos in this app, or whatever knows how it is dialled. Where its pods hold different data they become endpoints of their own.
   *
   * @throws for a server that demands a client certificate and is given none
   */
  public addServer(server: IThanosServer, options: ThanosServerOptions = {}): void {
    const where = `QuerierEndpoints.addServer(${server?.grpcAddress})`;
    const strict = (options.strict ?? server?.strictByNature) === true;
    const realm = serverRealm(where, server, options, this.realms);
    if (realm !== undefined) { this.realms.set(realm.realm, realm); }
    const { serverVersion, group: alike } = options;
    for (const { address, group, serverName } of serverAddresses(where, server, realm !== undefined, strict)) {
      const mode = { ...options, strict, group: alike ?? group ?? false, serverVersion: serverVersion ?? server.serverVersion };
      // A server that speaks TLS 1.3 only sees to that itself.
      const old = server.tls?.minVersion === TlsVersion.V1_2 ? { minTlsVersion: TlsVersion.V1_2 } : {};
      const named = { ...(serverName === undefined ? {} : { serverName }), ...old };
      this.take(where, entry(where, 'grpcAddress', address, mode, realm && entryTls(where, realm, named)));
    }
  }

  /**
   * A cluster of an inventory.
   *
   * @throws for a cluster whose realm does not exist, and for everything that `addRealm` refuses
   */
  public addRemoteCluster(cluster: RemoteThanosCluster): void {
    const where = `QuerierEndpoints.addRemoteCluster(${cluster?.name})`;
    const realm = clusterRealm(where, cluster, this.realms);
    if (realm !== undefined) { this.realms.set(realm.realm, realm); }
    const { addresses, name: _name, ...options } = cluster;
    const list = requireList<string>(where, 'addresses', addresses);
    if (list.length === 0) { throw invalid(where, { what: 'the cluster has no address', got: addresses, allowed: 'one address or more', fix: "addresses: ['thanos.eu1.example.com:443']" }); }
    if (realm === undefined) {
      list.forEach((address, i) => this.take(where, entry(where, `addresses[${i}]`, address, options)));
    } else {
      this.addTo(where, realm.realm, options, list);
    }
  }

  /**
   * Clusters from a file: a YAML or JSON list of `RemoteThanosCluster`, of any length.
   *
   * @param text YAML or JSON
   * @throws for unknown keys, and for everything that `addRemoteCluster` refuses
   */
  public addInventory(text: string): void {
    for (const cluster of readInventory('QuerierEndpoints.addInventory', text)) { this.addRemoteCluster(cluster); }
  }

  /** The addresses, in the order in which they were added. */
  public get addresses(): string[] {
    return [...this.known.values()].map(({ address }) => address.text);
  }

  /** The names of the realms, in the order in which they were added. */
  public get realmNames(): string[] {
    return [...this.realms.keys()];
  }

  /**
   * What a version of Thanos has to be told so that every endpoint is dialled as it is meant: flags, files, and where it takes them several queriers or an
   * Envoy. The same endpoints give the same bytes.
   *
   * @throws for endpoints that one querier of this version cannot dial as they are meant, unless `legacy` says what to do; the error names the ways out
   */
  public compile(version: ThanosVersion, options: ThanosCompileOptions = {}): ThanosCompilation {
    return this._compile('QuerierEndpoints.compile', version, options);
  }

  /** @internal The same, in the name of a construct. */
  public _compile(where: string, version: ThanosVersion, options: ThanosCompileOptions): ThanosCompilation {
    return compileEndpoints(where, this._entries, version, options);
  }

  /**
   * What a version of Thanos does with each endpoint, as a table in Markdown.
   *
   * @throws as `compile` does
   */
  public describe(version: ThanosVersion, options: ThanosCompileOptions = {}): string {
    return table(this.compile(version, options).endpoints);
  }

  /** @internal */
  public get _entries(): readonly EndpointEntry[] {
    return [...this.known.values()];
  }

  /** @internal Somebody writes what there is, and would not see what comes later. */
  public _close(reader: string): void {
    this.reader = reader;
  }

  private requireOpen(where: string): void {
    if (this.reader !== undefined) {
      throw invalid(where, { what: 'what is added now would be lost: a querier has been made of these endpoints', saw: this.reader, fix: 'add everything before the querier is made' });
    }
  }

  private addTo(where: string, realm: string, options: Omit<ThanosRealmEndpoints, 'addresses'>, addresses: readonly string[]): void {
    const material = this.realms.get(realm);
    if (material === undefined) {
      throw invalid(where, { what: 'there is no such realm', got: realm, allowed: this.realmNames.join(', ') || 'a realm that addRealm has made', fix: `addRealm('${realm}', { ca, … }) first` });
    }
    const tls = entryTls(where, material, options);
    const pem = requirePublicCertificate(where, options.serverCertificatePem);
    addresses.forEach((address, i) => this.take(where, entry(where, `addresses[${i}]`, address, options, tls, pem)));
  }

  private take(where: string, made: EndpointEntry): void {
    this.requireOpen(where);
    checkNotTwice(where, this.known, made);
    this.known.set(entryKey(made), made);
  }
}
