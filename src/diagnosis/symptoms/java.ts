import { Symptom } from '../symptom';

const STORE = 'which trust store it reads (javax.net.ssl.trustStore, else that of the JDK), and compare the issuer of what is served with what keytool -list -v shows of it';

/** What Java's TLS says, in the words of its exceptions (JSSE of OpenJDK 17.0.15 and 25, HttpsURLConnection, HttpClient, SSLServerSocket), beside what others say too. */
export const JAVA: readonly Symptom[] = [
  {
    id: 'another-authority-of-this-name',
    says: /Path does not chain with any of the trust anchors/,
    means: 'the trust store holds a CA of the right name, and it is another one: its key did not sign this certificate',
    rules: ['OT006', 'OT405'],
    look: 'the CA was made anew, or two CAs have one name: put the present CA into the trust store, beside the old one until every certificate is renewed',
  },
  {
    id: 'unknown-authority',
    says: /unable to find valid certification path to requested target/,
    means: 'the certificate is signed by nobody in the trust store, or the server leaves an intermediate out',
    rules: ['OT006', 'OT003', 'OT017'],
    look: STORE,
  },
  {
    id: 'not-for-this-name',
    says: /No subject alternative (?:DNS )?names? (?:matching (?:IP address )?\S+ found|present)|No name matching \S+ found/,
    means: 'the server\'s certificate does not have the name that is dialled',
    rules: ['OT007', 'OT421', 'OT325', 'OT024'],
    look: 'openssl s_client shows the names of what is served; Java takes the common name where there are no others, and no common name for an IP address',
  },
  {
    id: 'out-of-date',
    says: /CertPathValidatorException: validity check failed|CertificateExpiredException: NotAfter|CertificateNotYetValidException: NotBefore/,
    means: 'a certificate of the chain has ended, or has not begun',
    rules: ['OT005', 'OT403', 'OT416'],
    look: 'openssl s_client … | openssl x509 -noout -dates',
  },
  {
    id: 'wrong-usage',
    says: /Extended key usage does not permit use for TLS (server|client) authentication/,
    means: 'the certificate is for the other side of a connection',
    rules: ['OT008'],
    look: 'the extended key usages: serverAuth for a server, clientAuth for a client',
  },
  {
    id: 'no-certificate-in-file',
    says: /trustAnchors parameter must be non-empty|toDerInputStream rejects tag type|Invalid keystore format/,
    means: 'the trust or key store is empty, or is none: a PEM file where PKCS#12 or JKS is expected',
    rules: ['OT003', 'OT017'],
    look: 'keytool -list -keystore FILE; cert-manager writes keystore.p12 and truststore.p12 where spec.keystores asks for them',
  },
  {
    id: 'keystore-password',
    says: /keystore password was incorrect|Keystore was tampered with, or password was incorrect/,
    means: 'the trust or key store is protected with another password',
    rules: [],
    look: 'the Secret that the password comes from, and whether it has a line break at its end',
  },
];
