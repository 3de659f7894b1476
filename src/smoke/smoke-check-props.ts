import { Construct } from 'constructs';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { invalid } from '../kube/invalid';
import { requireImage, requireInteger, requireList, requireName, requireOneOf, requireText } from '../kube/text';
import { ObjectStoreImage } from '../objectstore/images';
import { ClientCertificate } from '../pki';
import { TraceSmokeTestProps } from './smoke-props';

/** What the characters of a tenant may be (grafana/dskit, tenant/tenant.go: alphanumerics and !-_.*'(), at most 150). */
const TENANT = /^[A-Za-z0-9!_.*'()-]{1,150}$/;

/**
 * Refuses what can never work, before anything is emitted.
 *
 * @throws for input that is not of its type, and for one that does not fit the Tempo
 */
export function checkProps(scope: Construct, props: TraceSmokeTestProps): void {
  const { tempo } = props ?? {};
  if (typeof tempo !== 'object' || tempo === null || typeof tempo.queryUrl !== 'string') {
    throw invalid(scope, { what: 'tempo is missing', ...(typeof tempo === 'object' && tempo !== null ? { saw: 'an object without queryUrl' } : { got: tempo }), allowed: 'an ITempo', fix: 'tempo: new TempoMonolithicS3Tls(…)' });
  }
  const receiver = tempo.otlpGrpc ?? tempo.otlpHttp;
  if (receiver === undefined) {
    throw invalid(scope, { what: 'this Tempo receives no OTLP, so no trace can be written to it', saw: 'neither otlpGrpc nor otlpHttp', fix: 'enable a receiver of the Tempo, or leave the smoke test out' });
  }
  checkClientCertificate(scope, props);
  checkTenant(scope, props);
  requireInteger(scope, 'traces', props.traces ?? 10, 1, 1000);
  if (props.telemetrygenImage !== undefined) { requireImage(scope, 'telemetrygenImage', props.telemetrygenImage); }
  if (props.toolsImage !== undefined && !(props.toolsImage instanceof ObjectStoreImage)) {
    throw invalid(scope, { what: 'toolsImage must be made by a method of ObjectStoreImage', got: props.toolsImage, allowed: 'an ObjectStoreImage', fix: "ObjectStoreImage.of('registry/repository:tag')" });
  }
  requireOneOf(scope, 'imagePullPolicy', props.imagePullPolicy ?? ImagePullPolicy.ALWAYS, Object.values(ImagePullPolicy));
  requireList<string>(scope, 'imagePullSecrets', props.imagePullSecrets ?? []).forEach((secret, i) => requireName(scope, `imagePullSecrets[${i}]`, secret));
  requireSeconds(scope, 'timeout', props.timeout, 10, 3600, 'Duration.minutes(5)');
  requireSeconds(scope, 'ttl', props.ttl, 60, 31_536_000, 'Duration.days(1)');
}

function checkClientCertificate(scope: Construct, { tempo, clientCertificate }: TraceSmokeTestProps): void {
  const demanding = [tempo.otlpGrpc, tempo.otlpHttp].filter((endpoint) => endpoint?.clientCertificateRequired);
  if (clientCertificate !== undefined && !(clientCertificate instanceof ClientCertificate)) {
    throw invalid(scope, { what: 'clientCertificate must be made by a method of ClientCertificate', got: typeof clientCertificate, allowed: 'a ClientCertificate', fix: "ClientCertificate.fromSecret('smoke-client')" });
  }
  if (demanding.length > 0 && clientCertificate === undefined) {
    throw invalid(scope, {
      what: 'the receiver demands a client certificate, and the smoke test has none',
      saw: demanding.map((endpoint) => endpoint?.address).join(', '),
      allowed: 'a certificate that the receiver\'s client CA has signed',
      fix: 'clientCertificate: ClientCertificate.issuedBy(issuer), or ClientCertificate.fromSecret(…)',
    });
  }
  if (demanding.length === 0 && clientCertificate !== undefined) {
    throw invalid(scope, {
      what: 'clientCertificate is given, but no receiver of this Tempo demands one, so it would prove nothing',
      saw: [tempo.otlpGrpc?.address, tempo.otlpHttp?.address].filter(Boolean).join(', '),
      fix: 'leave it out, or have the receiver demand it: OtlpReceiver.mutualTls(…)',
    });
  }
}

function checkTenant(scope: Construct, { tempo, tenant }: TraceSmokeTestProps): void {
  if (tempo.multitenant && tenant === undefined) {
    throw invalid(scope, { what: 'this Tempo has tenants, and the smoke test names none', allowed: 'the id of a tenant', fix: "tenant: 'team-a'" });
  }
  if (!tempo.multitenant && tenant !== undefined) {
    throw invalid(scope, { what: 'a tenant is given, but this Tempo has no tenants and would ignore it', got: tenant, fix: 'leave tenant out, or enable multitenancy on the Tempo' });
  }
  if (tenant !== undefined && (!TENANT.test(requireText(scope, 'tenant', tenant)) || tenant === '.' || tenant === '..')) {
    throw invalid(scope, { what: 'tenant is not a tenant id', got: tenant, allowed: '1 to 150 of: letters, digits and !-_.*\'(), other than "." and ".."', fix: 'use the tenant\'s id, for example "team-a"' });
  }
}

/** A Duration of whole seconds within bounds, where one is given. */
export function requireSeconds(scope: Construct, field: string, value: unknown, min: number, max: number, example: string): void {
  if (value === undefined) { return; }
  const seconds = typeof (value as any)?.toSeconds === 'function' ? (value as any).toSeconds({ integral: false }) : value;
  if (typeof seconds !== 'number' || seconds === value) {
    throw invalid(scope, { what: `${field} must be a Duration`, got: value, allowed: 'a Duration of cdk8s', fix: `for example ${example}` });
  }
  if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
    throw invalid(scope, { what: `${field} is out of range`, saw: `${seconds} seconds`, allowed: `whole seconds from ${min} to ${max}`, fix: `for example ${example}` });
  }
}
