import { Symptom } from '../symptom';
import { CHECKS } from './checks';
import { FILES } from './files';
import { NETWORK } from './go-net';
import { GO_TLS } from './go-tls';
import { GO_X509 } from './go-x509';
import { JAVA } from './java';
import { KUBERNETES } from './kubernetes';
import { OPENSSL } from './openssl';
import { PROGRAMS } from './programs';
import { S3 } from './s3';
import { VAULT } from './vault';

/** Every symptom, what says most first: of a line that several fit the first tells. That nobody answers comes last: it wraps all others. */
export const SYMPTOMS: readonly Symptom[] = [
  ...GO_X509, ...JAVA, ...FILES, ...GO_TLS, ...OPENSSL, ...CHECKS, ...S3, ...PROGRAMS, ...VAULT, ...KUBERNETES, ...NETWORK,
];
