import { rule } from './rule';
import { isIP } from '../../x509/ip';
import { Manifest } from '../inventory';
import { EXTENDED_USAGES, KEY_USAGES } from '../references';
import { inWords, readDuration } from '../trust-sources/lifetimes';
import { isMap, items } from '../values';

export const certManagerRefusesCertificate = rule({
  id: 'OT400',
  severity: 'error',
  title: 'cert-manager refuses the Certificate',
  what: 'A Certificate breaks a rule of cert-manager\'s webhook: no name at all, a common name of more than 64 characters, a literalSubject beside '
    + 'another subject, a duration below one hour or that is none, a renewal within five minutes of the end or before the beginning, a usage, a kind of issuer or a kind of key that there is not.',
  why: 'The API server does not take it, so that the Secret is never written and what mounts it never starts '
    + '(cert-manager 1.21, internal/apis/certmanager/validation/certificate.go).',
  fix: 'correct the field that is named',
  violating: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, duration: 24h, renewBefore: 48h, dnsNames: [minio.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, duration: 48h, renewBefore: 24h, dnsNames: [minio.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  on: 'object',
  kinds: ['Certificate'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Certificate' || !object.apiVersion.startsWith('cert-manager.io/')) { return 'not applicable'; }
    const found = [...names(object), ...times(object), ...issuer(object), ...usages(object), ...keys(object)];
    return found.length === 0 ? 'satisfied' : found.map(({ field, message }) => ({ message, resource: inventory.ref(object, field) }));
  },
});

/** Something that is put in its place before it is applied. */
const VARIABLE = /[${}<>%]/;

interface Fault { readonly field: string; readonly message: string }

function names({ spec }: Manifest): Fault[] {
  if (!isMap(spec)) { return []; }
  const { commonName, secretName, literalSubject, subject } = spec;
  const lists = [spec.dnsNames, spec.ipAddresses, spec.uris, spec.emailAddresses, spec.uriSANs, spec.emailSANs, spec.otherNames];
  const named = lists.some((list) => items(list).length > 0) || Boolean(commonName) || Boolean(literalSubject);
  // What lacks more than one of them is a patch to another file, and no Certificate of its own.
  const lacks = [!secretName, !isMap(spec.issuerRef), !named].filter(Boolean).length;
  return [
    ...(!secretName && lacks === 1 ? [{ field: 'spec', message: 'it has no secretName' }] : []),
    ...(!isMap(spec.issuerRef) && lacks === 1 ? [{ field: 'spec', message: 'it names no issuer' }] : []),
    ...(!named && lacks === 1 ? [{ field: 'spec', message: 'it asks for no name at all: neither dnsNames nor any other' }] : []),
    ...(typeof commonName === 'string' && Buffer.byteLength(commonName) > 64 && !VARIABLE.test(commonName)
      ? [{ field: 'spec.commonName', message: `the common name ${commonName} has ${Buffer.byteLength(commonName)} characters; 64 are allowed` }] : []),
    ...(literalSubject && (commonName || (isMap(subject) && Object.keys(subject).length > 0))
      ? [{ field: 'spec.literalSubject', message: `literalSubject stands alone, and there is ${commonName ? 'a commonName' : 'a subject'} beside it` }] : []),
    ...items(spec.ipAddresses).flatMap((ip, i) => (typeof ip === 'string' && isIP(ip) === 0 && !VARIABLE.test(ip)
      ? [{ field: `spec.ipAddresses[${i}]`, message: `${ip} is no IP address` }] : [])),
  ];
}

function times({ spec }: Manifest): Fault[] {
  const { duration, renewBefore, renewBeforePercentage } = isMap(spec) ? spec : {} as any;
  const unreadable = [['duration', duration], ['renewBefore', renewBefore]].filter(([, value]) => typeof value === 'string' && readDuration(value) === undefined && !VARIABLE.test(value));
  if (unreadable.length > 0) {
    return unreadable.map(([field, value]) => ({ field: `spec.${field}`, message: `${field} "${value}" is no duration: its units are h, m and s` }));
  }
  const [life, before] = [readDuration(duration) ?? 90 * 86_400_000, readDuration(renewBefore)];
  return [
    ...(life < 3_600_000 ? [{ field: 'spec.duration', message: `the duration ${duration} is less than one hour` }] : []),
    ...(before !== undefined && before < 300_000 ? [{ field: 'spec.renewBefore', message: `renewBefore ${renewBefore} is less than five minutes` }] : []),
    ...(before !== undefined && before >= life
      ? [{ field: 'spec.renewBefore', message: `renewBefore (${inWords(before)}) is not less than the duration (${inWords(life)})` }] : []),
    ...(before !== undefined && typeof renewBeforePercentage === 'number'
      ? [{ field: 'spec.renewBeforePercentage', message: 'renewBefore and renewBeforePercentage exclude each other' }] : []),
  ];
}

function issuer({ spec }: Manifest): Fault[] {
  const reference = spec?.issuerRef;
  if (!isMap(reference)) { return []; }
  if (!reference.name) { return [{ field: 'spec.issuerRef', message: 'it names no issuer' }]; }
  const own = reference.group === undefined || reference.group === '' || reference.group === 'cert-manager.io';
  const known = reference.kind === undefined || reference.kind === '' || reference.kind === 'Issuer' || reference.kind === 'ClusterIssuer';
  return own && !known && !VARIABLE.test(String(reference.kind))
    ? [{ field: 'spec.issuerRef.kind', message: `cert-manager has no issuers of the kind ${String(reference.kind)}; issuers of others need their group` }] : [];
}

function usages({ spec }: Manifest): Fault[] {
  return items(spec?.usages).flatMap((usage, i) => (typeof usage === 'string' && !VARIABLE.test(usage) && !KEY_USAGES.has(usage) && !EXTENDED_USAGES.has(usage)
    ? [{ field: `spec.usages[${i}]`, message: `cert-manager has no usage "${usage}"` }] : []));
}

/** The sizes of keys, and the signatures that fit them. Algorithms are spelled as the CustomResourceDefinition has them. */
const KEYS: { readonly [algorithm: string]: { readonly size: (size: number) => boolean; readonly sizes: string; readonly signatures: RegExp } } = {
  RSA: { size: (size) => size >= 2048 && size <= 8192, sizes: '2048 to 8192', signatures: /^SHA(256|384|512)WithRSA$/ },
  ECDSA: { size: (size) => [256, 384, 521].includes(size), sizes: '256, 384 and 521', signatures: /^ECDSAWithSHA(256|384|512)$/ },
  Ed25519: { size: () => true, sizes: 'any', signatures: /^PureEd25519$/ },
};

const WORDS = { algorithm: ['RSA', 'ECDSA', 'Ed25519'], encoding: ['PKCS1', 'PKCS8'], rotationPolicy: ['Never', 'Always'] };

function keys({ spec }: Manifest): Fault[] {
  const key = isMap(spec?.privateKey) ? spec.privateKey : {};
  const wrong = Object.entries(WORDS).flatMap(([field, allowed]): Fault[] => {
    const word: unknown = key[field];
    return typeof word !== 'string' || word === '' || allowed.includes(word) || VARIABLE.test(word) ? []
      : [{ field: `spec.privateKey.${field}`, message: `cert-manager knows no ${field} "${word}", but ${allowed.join(', ')}` }];
  });
  const algorithm = typeof key.algorithm === 'string' && key.algorithm !== '' ? key.algorithm : 'RSA';
  const kind = Object.hasOwn(KEYS, algorithm) ? KEYS[algorithm] : undefined;
  const signature: unknown = spec?.signatureAlgorithm;
  return [
    ...wrong,
    ...(kind && typeof key.size === 'number' && key.size > 0 && !kind.size(key.size)
      ? [{ field: 'spec.privateKey.size', message: `${algorithm} keys of ${key.size} bits are not made; there are ${kind.sizes}` }] : []),
    ...(kind && typeof signature === 'string' && signature !== '' && !kind.signatures.test(signature) && !VARIABLE.test(signature)
      ? [{ field: 'spec.signatureAlgorithm', message: `a key of ${algorithm} does not sign with ${signature}` }] : []),
  ];
}
