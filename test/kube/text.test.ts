import { inspect } from 'node:util';
import { invalid } from '../../src/kube/invalid';
import { requireHost, requireImage, requireInteger, requireLabel, requireList, requireName, requireOneOf, requirePort, requireQuantity, requireText } from '../../src/kube/text';
import { messageOf } from '../util/errors';

const at = 'here';

test.each<[string, () => unknown]>([
  ['a label of 63 characters', () => requireLabel(at, 'f', 'a'.repeat(63))],
  ['a label of one digit', () => requireLabel(at, 'f', '7')],
  ['a name with dots', () => requireName(at, 'f', 'a.b-c.9')],
  ['a host', () => requireHost(at, 'f', 'minio.tracing.svc.cluster.local')],
  ['an international host in ASCII', () => requireHost(at, 'f', 'xn--bcher-kva.example')],
  ['an IPv4 address', () => requireHost(at, 'f', '10.0.0.5')],
  ['an IPv6 address', () => requireHost(at, 'f', 'fd00::5')],
  ['the highest port', () => requirePort(at, 'f', 65535)],
  ['a quantity with a fraction', () => requireQuantity(at, 'f', '1.5Gi')],
  ['an image with port, tag and digest', () => requireImage(at, 'f', `registry.example:5000/a/b_c:v1.2@sha256:${'0'.repeat(64)}`)],
  ['an image with a digest only', () => requireImage(at, 'f', `a/b@sha256:${'a'.repeat(64)}`)],
  ['an image with underscores doubled', () => requireImage(at, 'f', 'a/b__c:1')],
])('accepts %s', (_what, act) => {
  expect(act).not.toThrow();
});

test.each<[string, () => unknown, RegExp]>([
  ['a label of 64 characters', () => requireLabel(at, 'f', 'a'.repeat(64)), /64 characters/],
  ['a label that is upper-case', () => requireLabel(at, 'f', 'MinIO'), /for example "minio"/],
  ['a label with an underscore', () => requireLabel(at, 'f', 'my_store'), /for example "my-store"/],
  ['a label with a dot', () => requireLabel(at, 'f', 'a.b'), /not a DNS label/],
  ['a label that ends with a hyphen', () => requireLabel(at, 'f', 'a-'), /for example "a"/],
  ['a label of nothing but signs', () => requireLabel(at, 'f', '___'), /choose another name/],
  ['a label in another script', () => requireLabel(at, 'f', 'хранилище'), /not a DNS label/],
  ['a name with a slash', () => requireName(at, 'f', 'ns/name'), /for example "ns-name"/],
  ['a name of 254 characters', () => requireName(at, 'f', 'a'.repeat(254)), /254 characters/],
  ['no text', () => requireText(at, 'f', undefined), /got {6}nothing/],
  ['null', () => requireText(at, 'f', null), /got {6}null/],
  ['a map', () => requireText(at, 'f', { a: 1 }), /\{"a":1\} \(object\)/],
  ['a newline at the end', () => requireText(at, 'f', 'a\n'), /got {6}"a\\n"[^]*use "a"/],
  ['a host with a scheme', () => requireHost(at, 'f', 'https://minio'), /a scheme, port or path does not belong here/],
  ['a host with a port', () => requireHost(at, 'f', 'minio:9000'), /port/],
  ['a host of digits', () => requireHost(at, 'f', '10.0.0'), /neither a DNS name nor an IP/],
  ['an IPv4 address out of range', () => requireHost(at, 'f', '10.0.0.256'), /neither/],
  ['an IPv6 address in brackets', () => requireHost(at, 'f', '[::1]'), /without brackets/],
  ['an international host', () => requireHost(at, 'f', 'bücher.example'), /xn--/],
  ['a host label of 64 characters', () => requireHost(at, 'f', `${'a'.repeat(64)}.b`), /at most 63/],
  ['a port of 0', () => requirePort(at, 'f', 0), /from 1 to 65535/],
  ['a port as text', () => requirePort(at, 'f', '9000'), /"9000"/],
  ['a port that is no whole number', () => requirePort(at, 'f', 90.5), /whole number/],
  ['not a number', () => requireInteger(at, 'f', NaN, 1, 2), /NaN/],
  ['a quantity without a number', () => requireQuantity(at, 'f', 'Gi'), /not a Kubernetes quantity/],
  ['ten bytes', () => requireQuantity(at, 'f', '10'), /no size that anything can have/],
  ['half a byte', () => requireQuantity(at, 'f', '500m'), /no size[^]*"m" is a thousandth/],
  ['more bytes than can be counted', () => requireQuantity(at, 'f', '8Ei'), /no size/],
  ['a quantity of nothing', () => requireQuantity(at, 'f', '0Gi'), /not a Kubernetes quantity/],
  ['a quantity below nothing', () => requireQuantity(at, 'f', '-1Gi'), /not a Kubernetes quantity/],
  ['a quantity in German', () => requireQuantity(at, 'f', '1,5Gi'), /not a Kubernetes quantity/],
  ['a quantity with GB', () => requireQuantity(at, 'f', '10GB'), /not a Kubernetes quantity/],
  ['a word outside the set', () => requireOneOf(at, 'f', 'c', ['a', 'b']), /a, b/],
  ['text for a list', () => requireList(at, 'f', 'a'), /f: \[ … \]/],
  ['an image without a tag', () => requireImage(at, 'f', 'minio/minio'), /names no fixed version/],
  ['an image at latest', () => requireImage(at, 'f', 'registry.example:5000/a:latest'), /names no fixed version/],
  ['an image with blanks', () => requireImage(at, 'f', 'a b:1'), /not an image reference/],
  ['an image that is upper-case', () => requireImage(at, 'f', 'Minio:1'), /not an image reference/],
  ['a short digest', () => requireImage(at, 'f', 'a@sha256:abc'), /not an image reference/],
])('refuses %s', (_what, act, message) => {
  expect(messageOf(act)).toMatch(message);
});

test('a value is quoted, what we saw is told as it is, and neither shows a private key or breaks a line', () => {
  const complaint = { what: 'w', fix: 'f' };
  expect(invalid(at, { ...complaint, got: 'minio' }).message).toContain('\n  got      "minio"\n');
  expect(invalid(at, { ...complaint, saw: 'minio, while it covers other' }).message).toContain('\n  got      minio, while it covers other\n');
  expect(invalid(at, { ...complaint, saw: 'CN=a\n  fix      none' }).message.split('\n')).toHaveLength(3);
  expect(invalid(at, { ...complaint, saw: `-----BEGIN ${'PRIVATE'} KEY-----` }).message).not.toContain('BEGIN');
  expect(messageOf(() => requireLabel(at, 'f', 'a'.repeat(64)))).toContain(`got      "${'a'.repeat(64)}", 64 characters\n`);
});

test('an error is printed once, and its trace begins where the input was refused', () => {
  let error: any;
  try { requireText(at, 'field', ''); } catch (e) { error = e; }
  expect(inspect(error).match(/field is empty/g)).toHaveLength(1);
  expect(error.stack.split('\n').find((line: string) => /^\s+at /.test(line))).toMatch(/requireText/);
});
