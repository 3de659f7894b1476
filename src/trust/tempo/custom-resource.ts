import { remembered } from '../../x509/memory';
import { Inventory, Manifest } from '../inventory';
import { once } from '../once';
import { isMap, items } from '../values';

/** On a Tempo of ours: its operator takes certificates of OpenShift's service CA (feature gate openshift.servingCertsService). */
export const SERVING_CERTS_ANNOTATION = 'cdk8s-observability-tls/openshift-serving-certs';

/** The two kinds of Tempo that the operator runs. */
export type TempoKind = 'TempoMonolithic' | 'TempoStack';

/** A `tls` block of a custom resource, and where it stands. */
export interface TlsBlock {
  /** a store is dialled, a receiver is served: the two have different words and different files */
  readonly place: 'storage' | 'receiver';
  readonly field: string;
  readonly tls: any;
  readonly enabled: boolean;
}

/** The storage of a Tempo. */
export interface TempoStorage {
  /** "s3", "azure", "gcs", "memory", "pv", or whatever else stands there */
  readonly backend: string;
  /** where the store is described */
  readonly field: string;
  readonly secretName?: string;
  readonly credentialMode?: string;
  readonly tls: TlsBlock;
}

/** Whether an object is a Tempo of the operator. */
export function isTempo(object: Manifest): boolean {
  return (object.kind === 'TempoMonolithic' || object.kind === 'TempoStack') && object.apiVersion.startsWith('tempo.grafana.com/');
}

/** A value below an object, along keys; undefined where something on the way is no map. */
export function at(value: unknown, ...path: readonly string[]): any {
  let here: any = value;
  for (const key of path) { here = isMap(here) ? here[key] : undefined; }
  return here;
}

/** Text, or a number or truth value written as text would be; undefined for everything else. */
export function scalar(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** What a Tempo says of its storage. Nothing said means memory for a TempoMonolithic (tempo-operator 0.22.0, api/tempo/v1alpha1, CRD default). */
export function storageOf(object: Manifest): TempoStorage {
  return remembered('storage of a Tempo', object, () => readStorage(object));
}

function readStorage(object: Manifest): TempoStorage {
  if (object.kind === 'TempoStack') {
    const storage = at(object, 'spec', 'storage');
    return {
      backend: scalar(at(storage, 'secret', 'type')) ?? '',
      field: 'spec.storage',
      secretName: named(at(storage, 'secret', 'name')),
      credentialMode: named(at(storage, 'secret', 'credentialMode')),
      tls: block('storage', 'spec.storage.tls', at(storage, 'tls')),
    };
  }
  const traces = at(object, 'spec', 'storage', 'traces');
  const backend = named(at(traces, 'backend')) ?? 'memory';
  const field = `spec.storage.traces.${backend}`;
  return {
    backend,
    field,
    secretName: named(at(traces, backend, 'secret')),
    credentialMode: named(at(traces, backend, 'credentialMode')),
    tls: block('storage', `${field}.tls`, backend === 's3' ? at(traces, 's3', 'tls') : undefined),
  };
}

/** A receiver of a Tempo: OTLP over gRPC or HTTP. The receivers of a TempoStack share one setting. */
export interface TempoReceiver {
  readonly protocol: 'grpc' | 'http';
  readonly on: boolean;
  readonly tls: TlsBlock;
}

/** The OTLP receivers. They are on unless they are switched off. */
export function receiversOf(object: Manifest): readonly TempoReceiver[] {
  return remembered('receivers of a Tempo', object, () => readReceivers(object));
}

function readReceivers(object: Manifest): TempoReceiver[] {
  return (['grpc', 'http'] as const).map((protocol) => {
    if (object.kind === 'TempoStack') {
      return { protocol, on: true, tls: block('receiver', 'spec.template.distributor.tls', at(object, 'spec', 'template', 'distributor', 'tls')) };
    }
    const receiver = at(object, 'spec', 'ingestion', 'otlp', protocol);
    return { protocol, on: at(receiver, 'enabled') !== false, tls: block('receiver', `spec.ingestion.otlp.${protocol}.tls`, at(receiver, 'tls')) };
  });
}

/** All `tls` blocks of a Tempo that name files and settings, each place once. */
export function tlsBlocksOf(object: Manifest): readonly TlsBlock[] {
  return remembered('TLS blocks of a Tempo', object, () => readTlsBlocks(object));
}

function readTlsBlocks(object: Manifest): TlsBlock[] {
  const all = [storageOf(object).tls, ...receiversOf(object).filter((r) => r.on).map((r) => r.tls)].filter((b) => isMap(b.tls));
  return all.filter((b, i) => all.findIndex((other) => other.field === b.field) === i);
}

/** Whether a gateway stands before a Tempo (tempo-operator 0.22.0: TempoMonolithic with tenants that are authenticated; TempoStack when it says so). */
export function hasGateway(object: Manifest): boolean {
  if (object.kind === 'TempoStack') { return at(object, 'spec', 'template', 'gateway', 'enabled') === true; }
  const tenancy = at(object, 'spec', 'multitenancy');
  return at(tenancy, 'enabled') === true && items(at(tenancy, 'authentication')).length > 0;
}

/** The configuration in Tempo's own words that a custom resource adds. */
export function extraConfig(object: Manifest): any {
  return at(object, 'spec', 'extraConfig', 'tempo');
}

/** The settings of the S3 client that a custom resource adds. */
export function extraS3(object: Manifest): { readonly [key: string]: any } {
  const s3 = at(extraConfig(object), 'storage', 'trace', 's3');
  return isMap(s3) ? s3 : {};
}

/** Whether a variable of the resource points the S3 client to other roots than those of the image. */
export function hasOwnRoots(object: Manifest): boolean {
  return items(at(object, 'spec', 'env')).some((variable) => /^SSL_CERT_(FILE|DIR)$/.test(String(at(variable, 'name')))) || items(at(object, 'spec', 'envFrom')).length > 0;
}

/** Whether the manifests show that they are for OpenShift, where the operator takes certificates from the service CA by itself. */
export function isOpenShift(inventory: Inventory): boolean {
  return once(inventory, showsOpenShift);
}

function showsOpenShift({ objects }: Inventory): boolean {
  return objects.some((object) => /(^|\.)openshift\.io\//.test(object.apiVersion)
    || [object.metadata.annotations, object.metadata.labels].some((map) => isMap(map) && Object.keys(map).some((key) => key.includes('openshift.io/')))
    || /^openshift-/.test(String(object.metadata.namespace))
    || (isTempo(object) && (wantsOpenShift(object) || object.metadata.annotations?.[SERVING_CERTS_ANNOTATION] === 'true')));
}

function wantsOpenShift(object: Manifest): boolean {
  const spec = object.spec;
  return at(spec, 'multitenancy', 'mode') === 'openshift' || at(spec, 'tenants', 'mode') === 'openshift' || at(spec, 'jaegerui', 'route', 'enabled') === true
    || ['queryFrontend', 'gateway'].some((part) => [at(spec, 'template', part, 'ingress', 'type'), at(spec, 'template', part, 'jaegerQuery', 'ingress', 'type')].includes('route'));
}

function named(value: unknown): string | undefined {
  const text = scalar(value);
  return text === '' ? undefined : text;
}

function block(place: TlsBlock['place'], field: string, tls: unknown): TlsBlock {
  return { place, field, tls: isMap(tls) ? tls : {}, enabled: at(tls, 'enabled') === true };
}
