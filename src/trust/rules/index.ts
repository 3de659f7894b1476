import { acmeNamesInside } from './acme-names-inside';
import { bundleHoldsAnExpiredCa } from './bundle-holds-an-expired-ca';
import { bundleHoldsWhatReadersSkip } from './bundle-holds-what-readers-skip';
import { bundleSourceOutOfReach } from './bundle-source-out-of-reach';
import { bundleSourceRefused } from './bundle-source-refused';
import { caChangesItsKey } from './ca-changes-its-key';
import { caEndsSoon } from './ca-ends-soon';
import { certManagerRefusesCertificate } from './cert-manager-refuses-certificate';
import { certificateEndsSoon } from './certificate-ends-soon';
import { certificateForAnotherUse } from './certificate-for-another-use';
import { certificateNotValidNow } from './certificate-not-valid-now';
import { certificateOutlastsWhatIsLeftOfItsCa } from './certificate-outlasts-what-is-left-of-its-ca';
import { certificateOutlivesItsCa } from './certificate-outlives-its-ca';
import { chainBreaksAConstraint } from './chain-breaks-a-constraint';
import { clientKeyOfAnotherCertificate } from './client-key-of-another-certificate';
import { clusterIssuerSecretElsewhere } from './cluster-issuer-secret-elsewhere';
import { commonNameOnly } from './common-name-only';
import { declareWhatIsNotShown } from './declare-what-is-not-shown';
import { dnsBlocked } from './dns-blocked';
import { egressBlocked } from './egress-blocked';
import { ingressBlocked } from './ingress-blocked';
import { issuerCannotSign } from './issuer-cannot-sign';
import { issuerOutOfReach } from './issuer-out-of-reach';
import { keyOfAnotherCertificate } from './key-of-another-certificate';
import { leafSignsItself } from './leaf-signs-itself';
import { nameNotCovered } from './name-not-covered';
import { noClientCertificate } from './no-client-certificate';
import { nothingToVerifyWith } from './nothing-to-verify-with';
import { policyNamesTheServicePort } from './policy-names-the-service-port';
import { policySelectsNobody } from './policy-selects-nobody';
import { policySelectsSeveralTempos } from './policy-selects-several-tempos';
import { privateKeyInConfigMap } from './private-key-in-config-map';
import { rootWithoutAName } from './root-without-a-name';
import { Rule } from './rule';
import { secretDataIsNotBase64 } from './secret-data-is-not-base64';
import { serverKeyCanSign } from './server-key-can-sign';
import { serviceWithoutThatPort } from './service-without-that-port';
import { signedByNobodyTrusted } from './signed-by-nobody-trusted';
import { tempoCaKeysDisagree } from './tempo-ca-keys-disagree';
import { tempoCertificateSecretIncomplete } from './tempo-certificate-secret-incomplete';
import { tempoClientCaNotRead } from './tempo-client-ca-not-read';
import { tempoConfigCannotWork } from './tempo-config-cannot-work';
import { tempoConfigUnknownKeys } from './tempo-config-unknown-keys';
import { tempoConfigUnknownTo210 } from './tempo-config-unknown-to-2-10';
import { tempoConfigWords } from './tempo-config-words';
import { tempoCredentialsInConfig } from './tempo-credentials-in-config';
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
import { tlsSecretWithoutItsKeys } from './tls-secret-without-its-keys';
import { twoCertificatesOneSecret } from './two-certificates-one-secret';
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
  tempoConfigUnknownKeys,
  tempoConfigCannotWork,
  tempoCredentialsInConfig,
  tempoConfigUnknownTo210,
  tempoConfigWords,
  certManagerRefusesCertificate,
  twoCertificatesOneSecret,
  issuerOutOfReach,
  certificateOutlivesItsCa,
  certificateOutlastsWhatIsLeftOfItsCa,
  caChangesItsKey,
  leafSignsItself,
  rootWithoutAName,
  bundleSourceOutOfReach,
  bundleSourceRefused,
  privateKeyInConfigMap,
  tlsSecretWithoutItsKeys,
  secretDataIsNotBase64,
  issuerCannotSign,
  bundleHoldsAnExpiredCa,
  bundleHoldsWhatReadersSkip,
  serverKeyCanSign,
  acmeNamesInside,
  clusterIssuerSecretElsewhere,
  commonNameOnly,
  clientKeyOfAnotherCertificate,
  caEndsSoon,
  egressBlocked,
  ingressBlocked,
  dnsBlocked,
  policyNamesTheServicePort,
  policySelectsSeveralTempos,
  policySelectsNobody,
];

/** A rule by its id; undefined for an id that there is not. */
export function findRule(id: string): Rule<any> | undefined {
  return RULES.find((rule) => rule.id === id.toUpperCase());
}
