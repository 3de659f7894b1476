import { Construct } from 'constructs';
import { CompiledQuerier, EndpointTreatment, ThanosCompilation, ThanosTlsMode } from './compile-result';
import { FamilyContext, ThanosFamily } from './family';
import { ThanosGrpcWorkload } from './grpc-workload';
import { IThanosHttpServer } from './http-target';
import { ThanosListener } from './listener';
import { frontFlags } from './querier-args';
import { QuerierEndpoints } from './querier-endpoints';
import { externalFacts, graceOf, materialsOf, querierFamily } from './querier-family';
import { ThanosQuerierProps } from './querier-props';
import { checkAutoscaling, emitAutoscaler } from './querier-scaling';
import { table } from './treatment';
import { ThanosWorkload } from './workload';

import { requireMade } from '../kube/kinds';
import { warn } from '../kube/warnings';

/**
 * A querier: it answers PromQL from its endpoints, each dialled with the certificates of its realm. Where the version of Thanos has one setting for all of them,
 * `legacy` decides what stands in for it: a querier for each realm behind this one, or an Envoy in its pods.
 *
 * Addresses that come or go reach running pods without a restart (v0.38 and later); settings of TLS and CAs that are known at synth roll them; a client
 * certificate that is renewed in its Secret needs nothing.
 *
 * @example
 *
 * const endpoints = new QuerierEndpoints();
 * endpoints.addPlaintext('dnssrv+_grpc._tcp.thanos-store.monitoring.svc');
 * endpoints.addRealm('eu1', {
 *   ca: StorageCa.fromConfigMap('eu1-ca'),
 *   clientCertificate: ClientCertificate.fromSecret('eu1-client'),
 *   addresses: ['thanos.eu1.example.com:443'],
 * });
 * new ThanosQuerier(chart, 'query', { endpoints, grpc: ThanosListener.plaintext(), version: ThanosVersion.V0_42 });
 */
export class ThanosQuerier extends ThanosGrpcWorkload implements IThanosHttpServer {
  /** What the version was told. */
  public readonly compilation: ThanosCompilation;

  /**
   * @param scope the chart, or a construct in it
   * @param id names the objects, unless metadata.name does
   * @throws for endpoints that this version cannot dial as they are meant, and for other input that can never work
   */
  constructor(scope: Construct, id: string, props: ThanosQuerierProps) {
    const told: { compilation?: ThanosCompilation } = {};
    super(scope, id, props, family(`${scope.node.path}/${id}`, props, told));
    this.compilation = told.compilation!;
    for (const warning of this.compilation.warnings) { warn(this, warning); }
    warnAbout(this, props, this.compilation);
    const autoscaling = checkAutoscaling(this, props);
    if (autoscaling) { emitAutoscaler(this, { name: this.serviceName, namespace: this.namespace, labels: this.selectorLabels }, autoscaling); }
    for (const querier of this.compilation.queriers.slice(1)) { new RealmQuerier(this, this.serviceName, this.namespace, props, querier); }
  }

  /** What happens with each endpoint. */
  public get treatments(): EndpointTreatment[] {
    return [...this.compilation.endpoints];
  }

  /** What happens with each endpoint, as a table in Markdown. */
  public describe(): string {
    return table(this.compilation.endpoints);
  }
}

/** A querier of one realm, which is asked by the one in front. It serves plaintext: the one in front has one setting for all of its endpoints. */
class RealmQuerier extends ThanosWorkload {
  constructor(scope: Construct, name: string, namespace: string, props: ThanosQuerierProps, querier: CompiledQuerier) {
    const { exposure: _exposure, tenancy: _tenancy, autoscaling: _autoscaling, http: _http, metadata, ...rest } = props;
    const own = { ...rest, grpc: ThanosListener.plaintext(), metadata: { ...metadata, name: `${name}-${querier.name}`, namespace } };
    const entries = props.endpoints._entries;
    const tell = () => ({ querier, materials: materialsOf(entries), facts: externalFacts(entries) });
    super(scope, `querier-${querier.name}`, own, querierFamily(own, own.grpc, graceOf(scope, props), tell, () => []));
  }
}

function family(where: string, props: ThanosQuerierProps, told: { compilation?: ThanosCompilation }): ThanosFamily {
  const tell = ({ scope, name, namespace, version }: FamilyContext) => {
    requireMade(scope, 'endpoints', props.endpoints, QuerierEndpoints, 'new QuerierEndpoints()');
    const entries = props.endpoints._entries;
    const compilation = props.endpoints._compile(scope.node.path, version, { legacy: props.legacy, name, namespace });
    props.endpoints._close(scope.node.path);
    told.compilation = compilation;
    const { queriers: [querier], envoy } = compilation;
    return { querier, ...(envoy === undefined ? {} : { envoy }), materials: materialsOf(entries), facts: externalFacts(entries) };
  };
  const grpc = props?.grpc ?? ThanosListener.plaintext();
  return querierFamily(props, grpc, graceOf(where, props), tell, ({ scope, version }) => frontFlags(scope, props, version));
}

/** What works, but its owner should know. */
function warnAbout(querier: ThanosQuerier, props: ThanosQuerierProps, compilation: ThanosCompilation): void {
  if (props.partialResponse === false && compilation.endpoints.length === 0) { warn(querier, 'partialResponse is off and there are no endpoints: since v0.42 every query fails'); }
  if (props.replicaLabels?.length === 0) { warn(querier, 'replicaLabels is empty: copies of a series are shown side by side'); }
  if (props.distributed) {
    warn(querier, 'distributed asks queriers only: stores, sidecars, receivers and rulers among the endpoints are ignored');
    if (compilation.mode === ThanosTlsMode.QUERIER_PER_REALM) { warn(querier, 'distributed and a querier for each realm: plaintext stores are ignored by the one in front; put a querier before them'); }
  }
}
