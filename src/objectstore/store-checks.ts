import { IConstruct } from 'constructs';
import { ObjectStoreImage } from './images';
import { RootCredentials } from './root-credentials';
import { PodContext, StoreFamily } from './store-family';
import { BucketAccess, TlsObjectStoreProps } from './store-props';
import { StoreVolume } from './store-volume';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { invalid } from '../kube/invalid';
import { Made, requireDuration, requireMade } from '../kube/kinds';
import { requireHost, requireLabel, requireList, requireOneOf, requirePort } from '../kube/text';
import { checkPodWords } from '../kube/vocabulary';
import { ServerCertificate } from '../pki/server-certificate';

/** Refuses properties that can never work. JavaScript has no compiler to say what a missing or mistyped value is. */
export function checkStoreProps(where: IConstruct, props: TlsObjectStoreProps, family: StoreFamily): void {
  requireMade(where, 'certificate', props?.certificate, ServerCertificate, 'ServerCertificate.issuedBy(issuer)');
  const optional = <T>(field: keyof TlsObjectStoreProps, type: Made<T>, example: string) => {
    if (props[field] !== undefined) { requireMade(where, field, props[field], type, example); }
  };
  optional('rootCredentials', RootCredentials, "RootCredentials.fromSecret('minio-root')");
  optional('storage', StoreVolume, "StoreVolume.claim({ size: '50Gi' })");
  optional('image', ObjectStoreImage, "ObjectStoreImage.of('registry/repository:tag')");
  optional('clientImage', ObjectStoreImage, "ObjectStoreImage.of('registry/repository:tag')");
  if (props.imagePullPolicy !== undefined) { requireOneOf(where, 'imagePullPolicy', props.imagePullPolicy, Object.values(ImagePullPolicy)); }
  requireList<string>(where, 'imagePullSecrets', props.imagePullSecrets ?? []).forEach((name, i) => requireLabel(where, `imagePullSecrets[${i}]`, name, 253));
  if (props.bucketJobTtl !== undefined) { requireDuration(where, 'bucketJobTtl', props.bucketJobTtl); }
  checkPodWords(where, props);
  if (props.uid !== undefined && props.platformUser) {
    throw invalid(where, { what: 'uid and platformUser exclude each other', got: props.uid, fix: 'leave one of them out' });
  }
  checkExtraEnv(where, props.extraEnv ?? {}, new Set(Object.keys({ ...family.server.env, ...family.env?.(ANY) })));
}

/** The port of S3, which no other port of the pod may have. */
export function requireStorePort(where: IConstruct, value: unknown, family: StoreFamily): number {
  const port = requirePort(where, 'port', value);
  const other = Object.entries(family.extraPorts ?? {}).find(([, taken]) => taken === port);
  if (other) {
    throw invalid(where, { what: `port is taken by ${other[0]}`, got: port, allowed: `any but ${other[1]}`, fix: 'choose another port' });
  }
  return port;
}

/** A name by which a Service can be dialled: it has an address too, but nobody knows that before it exists. */
export function requireServiceHost(where: IConstruct, field: string, value: unknown): string {
  const host = requireHost(where, field, value);
  if (/^[\d.]+$|:/.test(host)) {
    throw invalid(where, { what: `${field} is an IP address, and that of a Service is not known before it exists`, got: host, allowed: 'a DNS name', fix: 'leave it out' });
  }
  return host;
}

/** One of the known ways to use a bucket. */
export function requireAccess(where: IConstruct, field: string, value: unknown): BucketAccess {
  return requireOneOf(where, field, value, Object.values(BucketAccess));
}

/** Refuses what is no variable, and what the library sets itself. */
export function checkExtraEnv(where: IConstruct, extraEnv: { readonly [name: string]: unknown }, owned: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(extraEnv)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || typeof value !== 'string') {
      throw invalid(where, {
        what: 'extraEnv has an entry that is no environment variable',
        got: { [name]: value },
        allowed: 'names of letters, digits and "_"; text values',
        fix: 'write { MINIO_COMPRESSION_ENABLE: "on" }',
      });
    }
    if (owned.has(name)) {
      throw invalid(where, {
        what: 'extraEnv sets a variable that this library sets',
        got: name,
        allowed: `any but ${[...owned].join(', ')}`,
        fix: 'use the property for it, or specOverrides',
      });
    }
  }
}

/** Any context: which variables a family sets does not hang on it, but on there being a region. */
const ANY: PodContext = { name: 'any', headlessHost: 'any', port: 1, region: 'any', root: { secretName: '', userKey: '', passwordKey: '', objects: [] }, clientImage: 'any', buckets: [] };
