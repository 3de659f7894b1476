import { diagnose } from '../../src/diagnosis/diagnose';
import { issueLeaf, Issued, LeafOptions } from '../../src/x509/issue';
import { authority, days, pem, shown } from '../scenes/certificates';
import { Dialer, DIALERS, Dialled } from '../scenes/dialers';
import { nobody, opensslPeer, Peer, plainPeer, rudePeer, silentPeer, tlsPeer } from '../scenes/peers';

/**
 * Every message is provoked: a real program dials a server in which one thing is wrong, and what it says is explained as just that. The rule is the one
 * that finds it in manifests.
 */
const root = authority('Root');
const stranger = authority('Stranger');
const namesake = authority('Root');
const middle = authority('Middle', {});
const leaf = (issuer: Issued = root, more: Partial<LeafOptions> = {}) =>
  issueLeaf(issuer, { commonName: 'localhost', dnsNames: ['localhost', 'minio.tracing.svc'], usages: ['serverAuth'], notBefore: days(-300), notAfter: days(30), ...more });
const client = (issuer: Issued, more: Partial<LeafOptions> = {}) =>
  shown(issueLeaf(issuer, { commonName: 'client', usages: ['clientAuth'], notBefore: days(-300), notAfter: days(30), ...more }));
const shows = (more: Partial<LeafOptions>) => () => tlsPeer(shown(leaf(root, more)));
const demands = () => tlsPeer(shown(leaf()), { requestCert: true, rejectUnauthorized: true, ca: pem(root) });

const old = () => tlsPeer(shown(leaf()), { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
const demandsOfOpenssl = () => opensslPeer(shown(leaf()), pem(root));

interface Case {
  readonly wrong: string;
  readonly peer: () => Promise<Peer>;
  readonly to?: Partial<Dialled>;
  readonly symptom: string;
  readonly rule: string;
  readonly by: readonly Dialer[];
}

const ALL: readonly Dialer[] = ['curl', 'openssl', 'mc', 'telemetrygen'];
const GO: readonly Dialer[] = ['mc', 'telemetrygen'];

const CASES: readonly Case[] = [
  { wrong: 'another CA', peer: shows({}), to: { ca: pem(stranger) }, symptom: 'unknown-authority', rule: 'OT006', by: [...ALL, 'thanos'] },
  { wrong: 'another CA of the same name', peer: shows({}), to: { ca: pem(namesake) }, symptom: 'another-authority-of-this-name', rule: 'OT006', by: GO },
  { wrong: 'a CA that signs itself', peer: () => tlsPeer(shown(authority('localhost'))), symptom: 'unknown-authority', rule: 'OT006', by: ['curl', 'openssl'] },
  { wrong: 'no intermediate', peer: () => tlsPeer(shown(leaf(middle))), symptom: 'unknown-authority', rule: 'OT006', by: ['curl', 'openssl', 'mc'] },
  { wrong: 'another name', peer: shows({ dnsNames: ['minio', 'minio.x.svc'] }), symptom: 'not-for-this-name', rule: 'OT007', by: ALL },
  { wrong: 'a common name only', peer: shows({ dnsNames: undefined }), symptom: 'common-name-only', rule: 'OT007', by: GO },
  { wrong: 'no names', peer: shows({ dnsNames: undefined, commonName: 'x y', ipAddresses: ['10.0.0.1'] }), symptom: 'no-names', rule: 'OT007', by: GO },
  { wrong: 'an address', peer: shows({}), to: { host: '127.0.0.1' }, symptom: 'no-ip-names', rule: 'OT007', by: GO },
  { wrong: 'an address, for OpenSSL', peer: shows({}), to: { host: '127.0.0.1' }, symptom: 'not-for-this-name', rule: 'OT007', by: ['curl', 'openssl'] },
  { wrong: 'its end has passed', peer: shows({ notAfter: days(-1) }), symptom: 'out-of-date', rule: 'OT005', by: ALL },
  { wrong: 'it has not begun', peer: shows({ notBefore: days(1) }), symptom: 'out-of-date', rule: 'OT005', by: ['curl', 'openssl', 'mc'] },
  { wrong: 'for clients', peer: shows({ usages: ['clientAuth'] }), symptom: 'wrong-usage', rule: 'OT008', by: ALL },
  { wrong: 'plaintext answers', peer: plainPeer, symptom: 'plaintext-answer', rule: 'OT001', by: ALL },
  { wrong: 'a client certificate is demanded', peer: demands, symptom: 'certificate-demanded', rule: 'OT010', by: GO },
  { wrong: 'TLS 1.1', peer: old, symptom: 'no-common-version', rule: 'OT114', by: GO },
  { wrong: 'TLS 1.1, for OpenSSL', peer: old, symptom: 'weak', rule: 'OT114', by: ['curl'] },
  { wrong: 'no cipher in common', peer: () => tlsPeer(shown(leaf()), { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CAMELLIA256-SHA384:ECDHE-ECDSA-AES256-CCM' }), symptom: 'no-common-cipher', rule: 'OT114', by: GO },
  { wrong: 'no HTTP/2', peer: () => tlsPeer(shown(leaf()), { ALPNProtocols: ['http/1.1'] }), symptom: 'no-http2', rule: 'OT343', by: ['telemetrygen'] },
  { wrong: 'nobody listens', peer: nobody, symptom: 'refused', rule: 'OT011', by: ['curl', 'mc', 'telemetrygen'] },
  { wrong: 'no such host', peer: nobody, to: { host: 'nobody.invalid' }, symptom: 'no-such-host', rule: 'OT021', by: ['curl'] },
  { wrong: 'no answer', peer: silentPeer, symptom: 'no-answer', rule: 'OT502', by: ['curl'] },
  { wrong: 'it hangs up', peer: rudePeer, symptom: 'hung-up', rule: 'OT001', by: ['curl', 'mc'] },
  { wrong: 'an empty bundle', peer: shows({}), to: { ca: '\n' }, symptom: 'no-certificate-in-file', rule: 'OT003', by: ['curl', 'openssl', 'telemetrygen', 'thanos'] },
  { wrong: 'plaintext where TLS is expected, over gRPC', peer: shows({}), to: { scheme: 'http' }, symptom: 'plaintext-grpc-question', rule: 'OT001', by: ['telemetrygen'] },
  { wrong: 'a client certificate of another CA', peer: demands, to: { identity: client(stranger) }, symptom: 'certificate-demanded', rule: 'OT010', by: ['telemetrygen'] },
  { wrong: 'a client certificate of another CA, shown all the same', peer: demandsOfOpenssl, to: { identity: client(stranger) }, symptom: 'client-authority-unknown', rule: 'OT006', by: ['curl'] },
  { wrong: 'a client certificate that has ended', peer: demandsOfOpenssl, to: { identity: client(root, { notAfter: days(-1) }) }, symptom: 'certificate-refused', rule: 'OT006', by: ['curl', 'telemetrygen'] },
];

const ATTEMPTS = CASES.flatMap((one) => one.by.map((by) => [by, one.wrong, one] as const));

test('at least forty', () => { expect(ATTEMPTS.length).toBeGreaterThanOrEqual(40); });

test.concurrent.each(ATTEMPTS)('%s: %s', async (by, _wrong, { peer, to, symptom, rule }) => {
  const { port, close } = await peer();
  try {
    const text = await DIALERS[by]({ host: 'localhost', port, ca: pem(root), ...to });
    const told = diagnose([{ file: by, text }]).diagnoses.map((one) => [one.symptom.id, one.rules[0]]);
    expect({ told, text }).toEqual({ told: expect.arrayContaining([[symptom, rule]]), text });
  } finally {
    await close();
  }
});
