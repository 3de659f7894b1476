import { Construct } from 'constructs';
import { configFiles, ConfigFiles } from './config-map';
import { FamilyContext, FamilyParts } from './family';
import { ThanosGrpcWorkload } from './grpc-workload';
import { bindHttpIdentity, BoundTargets, bindTargets, IThanosHttpServer, tlsConfigOf } from './http-target';
import { labelFlags, POD_NAME, requireReplicaLabel } from './labels-flag';
import { ThanosDataOptions, ThanosGrpcServerProps } from './workload-props';
import { invalid } from '../kube/invalid';
import { requireMap } from '../kube/kinds';
import { requireList, requireName, requireText } from '../kube/text';
import { IBucket, StoreVolume } from '../objectstore';
import { ClientCertificate } from '../pki';
import { joinFacts } from '../x509/facts';

/** Properties of `ThanosRuler`. */
export interface ThanosRulerProps extends ThanosGrpcServerProps, ThanosDataOptions {
  /** The queriers, or query frontends, of which one is asked for each rule. Over HTTP: a ruler's gRPC client knows no TLS (v0.42.4, cmd/thanos/rule.go). */
  readonly queriers: IThanosHttpServer[];
  /**
   * The Alertmanagers that are told of alerts.
   * @default - none: alerts are seen by queriers only
   */
  readonly alertmanagers?: IThanosHttpServer[];
  /**
   * What is shown to queriers and Alertmanagers that demand a certificate.
   * @default - none
   */
  readonly clientCertificate?: ClientCertificate;
  /**
   * Rule files: their names, which end in .yml or .yaml, and their text in Prometheus' format. Other rules are other pods.
   * @default - only those of `ruleConfigMaps`
   */
  readonly rules?: { [file: string]: string };
  /**
   * Existing ConfigMaps with rule files, whose keys end in .yml or .yaml. Changed rules are read after POST /-/reload, or by new pods.
   * @default - only those of `rules`
   */
  readonly ruleConfigMaps?: string[];
  /**
   * The bucket to which blocks are uploaded.
   * @default - none: what rules record is kept for two days
   */
  readonly storage?: IBucket;
  /**
   * Labels of everything that is recorded, and of alerts.
   * @default - only the replica label
   */
  readonly externalLabels?: { [name: string]: string };
  /**
   * The label that tells the pods apart. It holds the pod's name; queriers deduplicate by it, and alerts go without it.
   * @default "rule_replica"
   */
  readonly replicaLabel?: string;
}

/**
 * A ruler: it evaluates rules over queriers and serves what they record. Its connections of gRPC have no longest age, so that clients are
 * asked for a certificate once, until one of the two restarts.
 *
 * @example
 *
 * new ThanosRuler(chart, 'ruler', {
 *   queriers: [ThanosHttpTarget.of('https://querier.thanos.svc:10902', { ca: StorageCa.fromBundle('internal-ca') })],
 *   grpc: ThanosListener.tls({ certificate: ServerCertificate.issuedBy(issuer) }),
 *   rules: { 'up.yml': 'groups: [{ name: up, rules: [{ record: "cluster:up:sum", expr: "sum by (cluster) (up)" }] }]' },
 * });
 */
export class ThanosRuler extends ThanosGrpcWorkload {
  /**
   * @param scope the chart, or a construct in it
   * @param id names the objects, unless metadata.name does
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: ThanosRulerProps) {
    super(scope, id, props, {
      command: 'rule',
      component: 'ruler',
      kind: 'StatefulSet',
      defaultReplicas: 1,
      interchangeable: false,
      grpc: props?.grpc,
      recyclesConnections: false,
      bucket: props?.storage,
      data: { flag: 'data-dir', volume: props?.data ?? StoreVolume.claim() },
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '2Gi' } },
      terminationGracePeriodSeconds: 150,
      reserved: ['label', 'alert.label-drop', 'rule-file', 'query', 'query.sd-files', 'query.config', 'query.config-file', 'grpc-query-endpoint', 'alertmanagers.url',
        'alertmanagers.config', 'alertmanagers.config-file'],
      parts: (context) => rulerParts(context, props),
    });
    if (props.maxConnectionAge !== undefined) {
      throw invalid(this, {
        what: 'maxConnectionAge does nothing in a ruler: Thanos takes it for a grace period (v0.32.5 to v0.42.4, cmd/thanos/rule.go)',
        saw: props.maxConnectionAge.toHumanString(),
        fix: 'leave it out; restart the ruler to have clients show their certificates again',
      });
    }
  }
}

function rulerParts(context: FamilyContext, props: ThanosRulerProps): FamilyParts {
  const { scope, namespace } = context;
  const replicaLabel = requireReplicaLabel(scope, props.replicaLabel ?? 'rule_replica');
  const identity = bindHttpIdentity(scope, context, props.clientCertificate);
  const queriers = bindTargets(scope, 'queriers', 'querier', namespace, props.queriers, identity);
  const alertmanagers = bindTargets(scope, 'alertmanagers', 'alertmanager', namespace, props.alertmanagers ?? [], identity);
  if (queriers.length === 0) {
    throw invalid(scope, { what: 'queriers is empty: rules could not be evaluated, and the ruler would not start', got: [], allowed: 'one querier or more', fix: 'queriers: [querier]' });
  }
  const clients = configFiles(scope, 'Clients', context, 'clients', {
    'queriers.yml': `${JSON.stringify(queriers.map((group) => entry(group)), undefined, 2)}\n`,
    ...(alertmanagers.length === 0 ? {} : {
      'alertmanagers.yml': `${JSON.stringify({ alertmanagers: alertmanagers.map((group) => ({ ...entry(group), api_version: 'v2' })) }, undefined, 2)}\n`,
    }),
  });
  const rules = ruleFiles(context, props);
  const all = [...queriers, ...alertmanagers];
  const directories = all.flatMap((group) => group.tls ?? []);
  return {
    args: [
      ...rules.map(({ directory }) => `--rule-file=${directory}/*.y*ml`),
      `--query.config-file=${clients.directory}/queriers.yml`,
      ...(alertmanagers.length === 0 ? [] : [`--alertmanagers.config-file=${clients.directory}/alertmanagers.yml`]),
      ...labelFlags(scope, props.externalLabels, replicaLabel),
      `--alert.label-drop=${replicaLabel}`,
    ],
    env: [POD_NAME],
    volumes: [clients.volume, ...rules.map(({ volume }) => volume), ...directories.flatMap(({ volumes }) => volumes)],
    mounts: [clients.mount, ...rules.map(({ mount }) => mount), ...directories.flatMap(({ mounts }) => mounts)],
    agents: directories.flatMap((directory) => directory.agents),
    objects: [clients.object, ...rules.flatMap(({ object }) => object ?? []), ...directories.flatMap(({ objects }) => objects)],
    facts: joinFacts(...directories.map(({ facts }) => facts)),
    trusts: all.flatMap(({ ca }) => ca ?? []),
  };
}

/** Servers with the same trust, in Thanos' words (v0.42.4, pkg/clientconfig; pkg/alert/config.go). */
function entry({ scheme, authorities, tls }: BoundTargets): { [key: string]: any } {
  const config = tlsConfigOf(tls);
  return { scheme, static_configs: authorities, ...(config ? { http_config: { tls_config: config } } : {}) };
}

function ruleFiles(context: FamilyContext, props: ThanosRulerProps): (Partial<Pick<ConfigFiles, 'object'>> & Omit<ConfigFiles, 'object'>)[] {
  const { scope } = context;
  const files = Object.entries(requireMap(scope, 'rules', props.rules ?? {}, 'file names and their text'));
  for (const [file, text] of files) {
    if (!/^[A-Za-z0-9][-_.A-Za-z0-9]*\.ya?ml$/.test(file)) {
      throw invalid(scope, { what: 'rules has a file of an impossible name', got: file, allowed: 'letters, digits, ".", "-" and "_", and at the end .yml or .yaml', fix: "for example 'alerts.yml'" });
    }
    requireText(scope, `rules['${file}']`, typeof text === 'string' ? text.trim() : text);
  }
  const existing = requireList<string>(scope, 'ruleConfigMaps', props.ruleConfigMaps ?? []).map((name, i) => requireName(scope, `ruleConfigMaps[${i}]`, name));
  if (files.length === 0 && existing.length === 0) {
    throw invalid(scope, { what: 'there are no rules', saw: 'neither rules nor ruleConfigMaps', allowed: 'one of the two, or both', fix: "rules: { 'alerts.yml': '…' }" });
  }
  return [
    ...(files.length === 0 ? [] : [configFiles(scope, 'Rules', context, 'rules', Object.fromEntries(files))]),
    ...existing.map((name, i) => {
      const volume = `rules-${i}`;
      const directory = `/etc/thanos/config/${volume}`;
      return { directory, volume: { name: volume, configMap: { name } }, mount: { name: volume, mountPath: directory, readOnly: true } };
    }),
  ];
}
