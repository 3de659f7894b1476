import { certificateEndsSoon } from './certificate-ends-soon';
import { certificateForAnotherUse } from './certificate-for-another-use';
import { certificateNotValidNow } from './certificate-not-valid-now';
import { chainBreaksAConstraint } from './chain-breaks-a-constraint';
import { declareWhatIsNotShown } from './declare-what-is-not-shown';
import { dnsBlocked } from './dns-blocked';
import { egressBlocked } from './egress-blocked';
import { ingressBlocked } from './ingress-blocked';
import { keyOfAnotherCertificate } from './key-of-another-certificate';
import { nameNotCovered } from './name-not-covered';
import { noClientCertificate } from './no-client-certificate';
import { nothingToVerifyWith } from './nothing-to-verify-with';
import { policyNamesTheServicePort } from './policy-names-the-service-port';
import { Rule } from './rule';
import { serviceWithoutThatPort } from './service-without-that-port';
import { signedByNobodyTrusted } from './signed-by-nobody-trusted';
import { tempoCaKeysDisagree } from './tempo-ca-keys-disagree';
import { tempoCertificateSecretIncomplete } from './tempo-certificate-secret-incomplete';
import { tempoClientCaNotRead } from './tempo-client-ca-not-read';
import { tempoEndpointUnusable } from './tempo-endpoint-unusable';
import { tempoEndpointWithoutScheme } from './tempo-endpoint-without-scheme';
import { tempoMinVersionWords } from './tempo-min-version-words';
import { tempoNameTooLong } from './tempo-name-too-long';
import { tempoPlaintextInSpiteOfTls } from './tempo-plaintext-in-spite-of-tls';
import { tempoReceiverWithoutCertificate } from './tempo-receiver-without-certificate';
import { tempoStackPlaintextToHttps } from './tempo-stack-plaintext-to-https';
import { tempoStorageSecretRefused } from './tempo-storage-secret-refused';
import { tempoStorageWithoutSecret } from './tempo-storage-without-secret';
import { tempoTlsWithoutEffect } from './tempo-tls-without-effect';
import { tempoTracesInMemory } from './tempo-traces-in-memory';
import { tempoUnknownCipherSuites } from './tempo-unknown-cipher-suites';
import { tempoUnknownFields } from './tempo-unknown-fields';
import { tempoVolumeNamesCollide } from './tempo-volume-names-collide';
import { tlsOnOneSideOnly } from './tls-on-one-side-only';
import { verificationSwitchedOff } from './verification-switched-off';

/** All rules. A new rule is a new file and a line here. */
export const RULES: readonly Rule<any>[] = [
  tlsOnOneSideOnly,
  verificationSwitchedOff,
  nothingToVerifyWith,
  keyOfAnotherCertificate,
  certificateNotValidNow,
  signedByNobodyTrusted,
  nameNotCovered,
  certificateForAnotherUse,
  chainBreaksAConstraint,
  noClientCertificate,
  serviceWithoutThatPort,
  certificateEndsSoon,
  declareWhatIsNotShown,
  tempoTracesInMemory,
  tempoStorageWithoutSecret,
  tempoStorageSecretRefused,
  tempoEndpointUnusable,
  tempoEndpointWithoutScheme,
  tempoPlaintextInSpiteOfTls,
  tempoStackPlaintextToHttps,
  tempoTlsWithoutEffect,
  tempoCaKeysDisagree,
  tempoClientCaNotRead,
  tempoReceiverWithoutCertificate,
  tempoCertificateSecretIncomplete,
  tempoMinVersionWords,
  tempoUnknownCipherSuites,
  tempoVolumeNamesCollide,
  tempoNameTooLong,
  tempoUnknownFields,
  egressBlocked,
  ingressBlocked,
  dnsBlocked,
  policyNamesTheServicePort,
];

/** A rule by its id; undefined for an id that there is not. */
export function findRule(id: string): Rule<any> | undefined {
  return RULES.find((rule) => rule.id === id.toUpperCase());
}
