import { rule } from './rule';
import { isIP } from '../../x509/ip';
import { CONTAINER_KINDS } from '../containers';
import { hasPlaceholder } from '../placeholders';
import { ATTRIBUTE, attributesOf, certManagerVolumesOf, FILE_ATTRIBUTES } from '../pod-volumes';
import { EXTENDED_USAGES, KEY_USAGES } from '../references';
import { readDuration } from '../trust-sources/lifetimes';

const pod = (rest: string, attributes: string) => `
apiVersion: v1
kind: Pod
metadata: {name: store, namespace: tracing}
spec:
  containers: [{name: store, image: 'example.com/store:1', volumeMounts: [{name: certs, mountPath: /certs}]}]
  volumes:
    - name: certs
      csi:
        driver: csi.cert-manager.io${rest}
        volumeAttributes: {csi.cert-manager.io/issuer-name: storage, ${attributes}}
`;

export const csiDriverRefusesVolume = rule({
  id: 'OT425',
  severity: 'error',
  title: 'cert-manager\'s csi-driver refuses the volume',
  what: 'A volume of csi.cert-manager.io breaks a rule of the driver: it is not readOnly, names no issuer, or has an attribute with a value that the driver does not take.',
  why: 'The driver answers the kubelet with an error, and the pod stays in ContainerCreating (cert-manager/csi-driver 0.16.0, pkg/apis/validation/validation.go, '
    + 'pkg/requestgen/generator.go; csi-lib 0.12.0, driver/nodeserver.go).',
  fix: 'correct the attribute that is named',
  violating: pod('', 'csi.cert-manager.io/dns-names: store.tracing.svc'),
  satisfying: pod('\n        readOnly: true', 'csi.cert-manager.io/dns-names: store.tracing.svc'),
  on: 'object',
  kinds: CONTAINER_KINDS,
  check: (object, { inventory }) => {
    const volumes = certManagerVolumesOf(object);
    if (volumes.length === 0) { return 'not applicable'; }
    const found = volumes.flatMap(({ field, volume }) => faults(volume.csi).map(({ at, message }) => ({ message, resource: inventory.ref(object, `${field}.csi${at}`) })));
    return found.length === 0 ? 'satisfied' : found;
  },
});

interface Fault { readonly at: string; readonly message: string }

function faults(csi: any): Fault[] {
  const attributes = attributesOf(csi);
  const told = (name: string): string => {
    const value = attributes[`${ATTRIBUTE}${name}`];
    return typeof value === 'string' && !hasPlaceholder(value) ? value : '';
  };
  const fault = (name: string, message: string): Fault => ({ at: `.volumeAttributes["${ATTRIBUTE}${name}"]`, message });
  const each = (name: string, wrong: (word: string) => string | undefined): Fault[] =>
    told(name).split(',').map((word) => word.trim()).filter((word) => word !== '').flatMap((word) => wrong(word) ?? []).map((message) => fault(name, message));
  const within = (name: string, words: readonly string[], spelled: RegExp): Fault[] =>
    (told(name) === '' || spelled.test(told(name)) ? [] : [fault(name, `${name} is "${told(name)}", and the driver knows ${words.join(', ')}`)]);
  const issuer = attributes[`${ATTRIBUTE}issuer-name`];
  return [
    ...(csi.readOnly === true ? [] : [{ at: '', message: 'the volume does not say readOnly: true' }]),
    ...(issuer === undefined || issuer === '' ? [{ at: '.volumeAttributes', message: `it names no issuer: ${ATTRIBUTE}issuer-name is missing` }] : []),
    ...['duration', 'renew-before'].flatMap((name) => (told(name) === '' || readDuration(told(name)) !== undefined ? []
      : [fault(name, `${name} "${told(name)}" is no duration: its units are h, m and s`)])),
    ...each('key-usages', (word) => (KEY_USAGES.has(word) || EXTENDED_USAGES.has(word) ? undefined : `cert-manager has no usage "${word}"`)),
    ...each('ip-sans', (word) => (isIP(word) === 0 ? `${word} is no IP address` : undefined)),
    ...within('is-ca', ['true', 'false'], /^(true|false)$/),
    ...within('reuse-private-key', ['true', 'false'], /^(true|false)$/),
    ...within('key-algorithm', ['RSA', 'ECDSA', 'Ed25519'], /^(rsa|ecdsa|ed25519)$/i),
    ...within('key-encoding', ['PKCS1', 'PKCS8'], /^pkcs[18]$/i),
    ...keys(told('key-algorithm').toLowerCase() || 'rsa', told('key-size'), told('key-encoding').toLowerCase()).map(([name, message]) => fault(name, message)),
    ...files(told).map(([name, message]) => fault(name, message)),
  ];
}

function keys(algorithm: string, size: string, encoding: string): [string, string][] {
  const bits = Number(size);
  const takes: { readonly [algorithm: string]: readonly [boolean, string] } = {
    rsa: [Number.isInteger(bits) && bits >= 2048 && bits <= 8192, '2048 to 8192'],
    ecdsa: [[256, 384, 521].includes(bits), '256, 384 and 521'],
    ed25519: [false, 'none that is said'],
  };
  const [fits, sizes] = takes[algorithm] ?? [true, ''];
  return [
    ...(size !== '' && !fits ? [['key-size', `keys of ${algorithm} have no size ${size}; there is ${sizes}`] as [string, string]] : []),
    ...(encoding === 'pkcs1' && algorithm !== 'rsa' ? [['key-encoding', `a key of ${algorithm} is not written as PKCS1`] as [string, string]] : []),
  ];
}

function files(told: (name: string) => string): [string, string][] {
  const names = Object.entries(FILE_ATTRIBUTES).map(([attribute, usual]): [string, string] => [attribute, told(attribute) || usual]);
  return names.flatMap(([attribute, name], i): [string, string][] => {
    if (name.includes('/') || name.startsWith('..') || name.length > 255 || name !== name.trim()) { return [[attribute, `"${name}" is no name of a file in the volume`]]; }
    const same = names.slice(0, i).find(([, other]) => other === name);
    return same ? [[told(attribute) === '' ? same[0] : attribute, `${same[0]} and ${attribute} are both ${name}`]] : [];
  });
}
