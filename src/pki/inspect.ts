import { isIP } from 'node:net';
import { IConstruct } from 'constructs';
import { CertificateRequest } from './binding';
import { invalid } from '../kube/invalid';
import { requireDate } from '../kube/kinds';
import { requireText } from '../kube/text';
import { Certificate } from '../x509/certificate';
import { verifyChain } from '../x509/chain';
import { keyMatches, normalizePrivateKey } from '../x509/key';
import { coversHost } from '../x509/names';
import { readPem } from '../x509/pem';

type Where = IConstruct | string;

/**
 * The certificates in a text, as a Go program would read them, with every oddity that would lose one of them refused.
 *
 * @throws for text without a certificate, with a private key, or with a block that readers skip in silence
 */
export function readCertificates(where: Where, field: string, value: unknown): Certificate[] {
  const text = requireText(where, field, typeof value === 'string' ? value.trim() : value);
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    throw invalid(where, {
      what: `${field} holds a private key`,
      allowed: 'certificates only: they are public, keys are not',
      fix: 'pass the .crt file; a private key belongs in a Secret that is made outside this program. If this key was ever committed, replace it',
    });
  }
  const begun = (text.match(/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/g) ?? []).length;
  const blocks = readPem(text).blocks.filter((block) => block.label === 'CERTIFICATE');
  if (begun === 0) {
    throw invalid(where, {
      what: `${field} holds no certificate`,
      got: text,
      allowed: 'PEM text: -----BEGIN CERTIFICATE----- … -----END CERTIFICATE-----',
      fix: /^[A-Za-z0-9+/=\s]+$/.test(text) && text.length > 60
        ? 'this looks like Base64 without its armour (a Secret\'s data, or DER): decode it first, or add the BEGIN and END lines'
        : 'pass the content of the file, not its path: fs.readFileSync(path, "utf8")',
    });
  }
  if (blocks.length < begun) {
    throw invalid(where, {
      what: `${field} has ${begun} certificate block${begun > 1 ? 's' : ''}, of which a PEM reader finds ${blocks.length}`,
      allowed: 'whole Base64 lines between BEGIN CERTIFICATE and END CERTIFICATE, not indented, label without TRUSTED or X509',
      fix: 'restore the elided or broken block: a server that reads this file would skip it without a word and trust less than it says',
    });
  }
  return blocks.map((block, i) => {
    try {
      return Certificate.parse(block.der);
    } catch (e) {
      throw invalid(where, {
        what: `certificate ${i + 1} of ${field} cannot be read: ${(e as Error).message.split('\n')[0]}`,
        allowed: 'X.509 certificates',
        fix: 'check the file with: openssl x509 -in FILE -noout -text',
      });
    }
  });
}

/** The instant to judge at: the one given, else a moment at which the certificate itself is valid, so that no verdict hangs on the calendar. */
function instant(certificate: Certificate, now: Date | undefined): Date {
  return now ?? new Date(certificate.notBefore.getTime() + 1000);
}

/** Refuses a certificate (leaf first, intermediates after) that cannot serve a request. */
export function checkLeaf(where: Where, field: string, chain: readonly Certificate[], request: CertificateRequest, now: Date | undefined): void {
  const [leaf] = chain;
  if (leaf.isCa && chain.length > 1) {
    throw invalid(where, { what: `${field} starts with a CA`, saw: `${leaf}`, allowed: 'the leaf first, then its intermediates', fix: 'reverse the order of the file' });
  }
  const wanted = request.usage === 'server' ? 'serverAuth' : 'clientAuth';
  const eku = leaf.extKeyUsage;
  if (eku && !eku.includes(wanted) && !eku.includes('any')) {
    throw invalid(where, { what: `${field} may not be used by a ${request.usage}`, saw: eku.join(', '), allowed: `extended key usage ${wanted}, or none at all`, fix: `issue it again with ${wanted}` });
  }
  checkValidity(where, field, leaf, now);
  if (request.dialled !== undefined) {
    if (!coversHost(leaf, request.dialled)) {
      throw invalid(where, {
        what: `${field} does not cover the name that clients dial`,
        saw: `${request.dialled}, while the certificate covers ${[...leaf.dnsNames, ...leaf.ipAddresses].join(', ') || 'no name at all (a common name is not looked at)'}`,
        allowed: dialledNames(request),
        fix: `issue it again with ${nameKind(request.dialled)}:${request.dialled}, or dial a name it covers (dialledHost)`,
      });
    }
  }
  checkPeers(where, field, request, (name) => coversHost(leaf, name), [...leaf.dnsNames, ...leaf.ipAddresses]);
}

/** What a name in a certificate is called by OpenSSL. */
export function nameKind(host: string): string {
  return isIP(host) === 0 ? 'DNS' : 'IP';
}

/** Refuses a certificate by which the servers of one store could not verify each other. */
export function checkPeers(
  where: Where, field: string, request: CertificateRequest, covers: (name: string) => boolean, names: readonly string[],
): void {
  const missing = request.peers?.find((name) => !covers(name));
  if (missing !== undefined) {
    throw invalid(where, {
      what: `${field} does not cover the names by which the servers dial each other`,
      saw: `${missing}, while the certificate covers ${names.join(', ') || 'no name at all'}`,
      allowed: `*.${missing.slice(missing.indexOf('.') + 1)}, beside the names of the Service`,
      fix: `issue it again with DNS:*.${missing.slice(missing.indexOf('.') + 1)}`,
    });
  }
}

/** The names that clients may dial, for an error: those of single pods, which a wildcard covers, are nobody's endpoint. */
export function dialledNames(request: CertificateRequest): string {
  return request.dnsNames.filter((name) => !name.startsWith('*')).join(', ');
}

/** Refuses a certificate outside its validity, when the time to judge at is given. */
export function checkValidity(where: Where, field: string, certificate: Certificate, now: Date | undefined): void {
  if (now !== undefined) { requireDate(where, 'now', now); }
  if (now !== undefined && now > certificate.notAfter) {
    throw invalid(where, { what: `${field} has expired`, saw: `${certificate}, valid until ${certificate.notAfter.toISOString()}`, allowed: `valid at ${now.toISOString()}`, fix: 'renew it' });
  }
  if (now !== undefined && now < certificate.notBefore) {
    throw invalid(where, { what: `${field} is not valid yet`, saw: `${certificate}, valid from ${certificate.notBefore.toISOString()}`, allowed: `valid at ${now.toISOString()}`, fix: 'wait, or correct the clock of the machine that issued it' });
  }
}

/** Refuses a leaf that a client with these anchors would not accept. */
export function checkIssuedBy(
  where: Where, field: string, chain: readonly Certificate[], anchors: readonly Certificate[], request: CertificateRequest, now: Date | undefined,
): void {
  const verdict = verifyChain(chain[0], {
    roots: [...anchors],
    intermediates: chain.slice(1),
    host: request.dialled,
    extKeyUsages: [request.usage === 'server' ? 'serverAuth' : 'clientAuth'],
    now: instant(chain[0], now),
  });
  if (!verdict.ok) {
    throw invalid(where, {
      what: `${field} does not verify against its CA: ${verdict.message}`,
      saw: `issued by ${chain[0].issuer.text}`,
      allowed: `issued by ${anchors.join(' or ')}`,
      fix: 'pass the CA that signed it, and every intermediate between them in the certificate file',
    });
  }
}

/** The private key of a certificate, as the one clean PEM block that every server reads. */
export function readMatchingKey(where: Where, certificate: Certificate, privateKey: unknown): string {
  const text = requireText(where, 'privateKey', typeof privateKey === 'string' ? privateKey.trim() : privateKey);
  let key: string;
  try {
    key = normalizePrivateKey(text);
  } catch (e) {
    throw invalid(where, {
      what: `privateKey cannot be read: ${(e as Error).message.split('\n')[0]}`,
      allowed: 'one unencrypted PEM block: PKCS#8, PKCS#1 or SEC1; RSA, ECDSA or Ed25519',
      fix: 'convert it with: openssl pkey -in FILE',
    });
  }
  if (!keyMatches(certificate, key)) {
    throw invalid(where, { what: 'privateKey does not belong to the certificate', saw: `${certificate}`, allowed: 'the key whose public half is in the certificate', fix: 'pass the pair that was made together' });
  }
  return key;
}
