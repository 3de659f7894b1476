import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ThanosQuerierProps, ThanosTenancy } from './querier-props';
import { ThanosVersion } from './thanos-version';
import { goDuration } from '../kube/durations';
import { invalid } from '../kube/invalid';
import { requireDuration } from '../kube/kinds';
import { requireList, requireOneOf, requireText } from '../kube/text';
import { KNOWN_FLAGS, SINCE } from '../trust/thanos/version-facts';

/** Flags of a querier that come from properties, or from its endpoints. */
export const QUERIER_FLAGS: readonly string[] = [
  ...Object.keys(KNOWN_FLAGS).filter((name) => /^(endpoint|endpoints|store|store-strict|rule|metadata|exemplar|target|grpc-client)([.-]|$)/.test(name)),
  'grpc-compression', 'store.sd-files', 'store.sd-interval', 'query.replica-label', 'query.partition-label', 'query.partial-response', 'query.timeout', 'query.mode',
  'query.tenant-header', 'query.default-tenant', 'query.default-tenant-id', 'query.enforce-tenancy', 'query.tenant-label-name', 'query.tenant-certificate-field',
];

/** The labels that tell copies apart, where nothing else is said: those of Prometheus' operator, and of most rulers and receivers. */
const REPLICA_LABELS = ['replica', 'prometheus_replica'];

/** How long a query may take, where nothing else is said; Thanos' own default. */
export const QUERY_TIMEOUT = Duration.minutes(2);

/** Flags of every querier, whether users ask it or another querier does. */
export function queryFlags(where: IConstruct, props: ThanosQuerierProps, version: ThanosVersion): string[] {
  const replicaLabels = labels(where, 'replicaLabels', props.replicaLabels ?? REPLICA_LABELS);
  const partitionLabels = labels(where, 'partitionLabels', props.partitionLabels ?? []);
  const both = partitionLabels.find((label) => replicaLabels.includes(label));
  if (both !== undefined) {
    throw invalid(where, { what: 'one label tells copies apart and different data too', got: both, allowed: 'replicaLabels and partitionLabels that have nothing in common', fix: `take ${both} out of one of them` });
  }
  if (partitionLabels.length > 0) { requireFlag(where, 'partitionLabels', 'query.partition-label', version); }
  if (replicaLabels.length === 0 && (props.extraArgs ?? []).some((argument) => /^--deduplication\.func=chain/.test(argument))) {
    throw invalid(where, { what: '--deduplication.func=chain merges copies, and no label tells them apart', got: props.replicaLabels, allowed: 'one replica label or more', fix: `replicaLabels: ${JSON.stringify(REPLICA_LABELS)}` });
  }
  return [
    ...replicaLabels.map((label) => `--query.replica-label=${label}`),
    ...partitionLabels.map((label) => `--query.partition-label=${label}`),
    ...(props.partialResponse === false ? ['--no-query.partial-response'] : []),
    `--query.timeout=${goDuration(queryTimeout(where, props))}`,
    ...(version._since(SINCE.endpointFile) ? [`--endpoint.sd-config-reload-interval=${goDuration(reloadInterval(where, props))}`] : []),
  ];
}

/** Flags of the querier that users ask. */
export function frontFlags(where: IConstruct, props: ThanosQuerierProps, version: ThanosVersion): string[] {
  return [...(props.distributed ? ['--query.mode=distributed'] : []), ...(props.tenancy === undefined ? [] : tenancyFlags(where, props, props.tenancy, version))];
}

/** How long a query may take. */
export function queryTimeout(where: IConstruct | string, props: ThanosQuerierProps): Duration {
  return duration(where, 'queryTimeout', props?.queryTimeout ?? QUERY_TIMEOUT, 1, 3600, 'from one second to one hour');
}

function reloadInterval(where: IConstruct, props: ThanosQuerierProps): Duration {
  return duration(where, 'reloadInterval', props.reloadInterval ?? Duration.minutes(1), 10, 300, 'from ten seconds to five minutes: longer, and a changed address waits; the file is looked at, not watched');
}

function duration(where: IConstruct | string, field: string, value: Duration, min: number, max: number, allowed: string): Duration {
  const seconds = requireDuration(where, field, value).toSeconds();
  if (seconds < min || seconds > max) { throw invalid(where, { what: `${field} is out of range`, saw: value.toHumanString(), allowed, fix: `leave ${field} out` }); }
  return value;
}

function tenancyFlags(where: IConstruct, props: ThanosQuerierProps, tenancy: ThanosTenancy, version: ThanosVersion): string[] {
  const { header, defaultTenant, enforcedLabel, certificateField } = tenancy;
  if (enforcedLabel !== undefined) { requireFlag(where, 'tenancy.enforcedLabel', 'query.enforce-tenancy', version); }
  if (certificateField !== undefined) {
    requireOneOf(where, 'tenancy.certificateField', certificateField, ['organization', 'organizationalUnit', 'commonName']);
    if (props.http?._kind !== 'mutualTls') {
      throw invalid(where, { what: 'tenancy.certificateField asks for the certificates of users, and HTTP does not demand any', got: certificateField, allowed: 'http with mutual TLS', fix: 'http: ThanosListener.mutualTls({ certificate, clientCa })' });
    }
  }
  const tenant = version._since(33) ? 'query.default-tenant-id' : 'query.default-tenant';
  return [
    ...(header === undefined ? [] : [`--query.tenant-header=${headerName(where, header)}`]),
    ...(defaultTenant === undefined ? [] : [`--${tenant}=${requireText(where, 'tenancy.defaultTenant', defaultTenant)}`]),
    ...(enforcedLabel === undefined ? [] : ['--query.enforce-tenancy', `--query.tenant-label-name=${labels(where, 'tenancy.enforcedLabel', [enforcedLabel])[0]}`]),
    ...(certificateField === undefined ? [] : [`--query.tenant-certificate-field=${certificateField}`]),
  ];
}

function headerName(where: IConstruct, value: string): string {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(requireText(where, 'tenancy.header', value))) {
    throw invalid(where, { what: 'tenancy.header is no name of an HTTP header', got: value, allowed: 'letters, digits and "-"', fix: 'for example "THANOS-TENANT"' });
  }
  return value;
}

function labels(where: IConstruct, field: string, value: unknown): readonly string[] {
  return requireList<string>(where, field, value).map((label, i) => {
    if (typeof label !== 'string' || !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) {
      throw invalid(where, { what: `${field}[${i}] is no name of a label`, got: label, allowed: 'letters, digits and "_", no digit first', fix: 'for example "replica"' });
    }
    return label;
  });
}

function requireFlag(where: IConstruct, field: string, flag: string, version: ThanosVersion): void {
  const { since } = KNOWN_FLAGS[flag];
  if (since !== undefined && !version._since(since)) {
    throw invalid(where, { what: `${field} needs --${flag}, which ${version} does not have`, saw: `${version}`, allowed: `v0.${since} or later`, fix: `leave ${field} out, or use a later version` });
  }
}
