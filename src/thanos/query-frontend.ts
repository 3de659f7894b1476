import { Construct } from 'constructs';
import { configFiles } from './config-map';
import { FamilyContext, FamilyParts } from './family';
import { bindHttpIdentity, bindTargets, IThanosHttpServer, tlsConfigOf } from './http-target';
import { ThanosWorkload } from './workload';
import { ThanosWorkloadProps } from './workload-props';
import { invalid } from '../kube/invalid';
import { ClientCertificate } from '../pki';

/** Properties of `ThanosQueryFrontend`. */
export interface ThanosQueryFrontendProps extends ThanosWorkloadProps {
  /** The querier that is asked. */
  readonly querier: IThanosHttpServer;
  /**
   * What is shown to a querier that demands a certificate on HTTP.
   * @default - none
   */
  readonly clientCertificate?: ClientCertificate;
}

/**
 * A query frontend: it splits queries over time and asks a querier, over HTTP in both directions. It serves no gRPC. How it is served has to be
 * said (`http`): whoever asks queries goes through it.
 *
 * @example
 *
 * new ThanosQueryFrontend(chart, 'frontend', {
 *   querier: ThanosHttpTarget.of('https://querier.thanos.svc:10902', { ca: StorageCa.fromBundle('internal-ca') }),
 *   http: ThanosListener.tls({ certificate: ServerCertificate.issuedBy(issuer) }),
 * });
 */
export class ThanosQueryFrontend extends ThanosWorkload implements IThanosHttpServer {
  /**
   * @param scope the chart, or a construct in it
   * @param id names the objects, unless metadata.name does
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: ThanosQueryFrontendProps) {
    if (props?.http === undefined) {
      throw invalid(`${scope.node.path}/${id}`, {
        what: 'it is not said how the query frontend is served: it speaks HTTP only, and every query goes through it',
        saw: 'no http',
        allowed: 'a ThanosListener',
        fix: 'http: ThanosListener.tls({ certificate }), or .mutualTls, or .plaintext() in a network that is trusted',
      });
    }
    super(scope, id, props, {
      command: 'query-frontend',
      component: 'query-frontend',
      kind: 'Deployment',
      defaultReplicas: 1,
      interchangeable: true,
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      terminationGracePeriodSeconds: 90,
      reserved: ['query-frontend.downstream-url', 'query-frontend.downstream-tripper-config', 'query-frontend.downstream-tripper-config-file'],
      parts: (context) => frontendParts(context, props),
    });
  }
}

/**
 * The querier, and how it is verified. Everything goes to one Service, for which Go would keep two idle connections; Thanos' own pages recommend
 * 100 (v0.42.4, docs/components/query-frontend.md).
 */
function frontendParts(context: FamilyContext, props: ThanosQueryFrontendProps): FamilyParts {
  const { scope, namespace } = context;
  const identity = bindHttpIdentity(scope, context, props.clientCertificate);
  const [target] = bindTargets(scope, 'querier', 'querier', namespace, [props.querier], identity);
  if (identity !== undefined && target.tls === undefined) {
    throw invalid(scope, { what: 'clientCertificate is shown to nobody: the querier speaks plain HTTP', got: props.querier.httpUrl, fix: 'leave it out, or give the querier a certificate' });
  }
  const tls = tlsConfigOf(target.tls);
  const tripper = { max_idle_conns_per_host: 100, ...(tls ? { tls_config: tls } : {}) };
  const files = configFiles(scope, 'Tripper', context, 'downstream', { 'tripper.yml': `${JSON.stringify(tripper, undefined, 2)}\n` });
  return {
    args: [
      `--query-frontend.downstream-url=${target.scheme}://${target.authorities[0]}`,
      `--query-frontend.downstream-tripper-config-file=${files.directory}/tripper.yml`,
    ],
    volumes: [files.volume, ...(target.tls?.volumes ?? [])],
    mounts: [files.mount, ...(target.tls?.mounts ?? [])],
    agents: target.tls?.agents,
    objects: [files.object, ...(target.tls?.objects ?? [])],
    facts: target.tls?.facts,
    trusts: target.ca ? [target.ca] : [],
  };
}
