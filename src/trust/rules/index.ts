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
import { csiDriverRefusesVolume } from './csi-driver-refuses-volume';
import { declareWhatIsNotShown } from './declare-what-is-not-shown';
import { dnsBlocked } from './dns-blocked';
import { egressBlocked } from './egress-blocked';
import { envoyAcceptsAnyName } from './envoy-accepts-any-name';
import { envoyChoosesNoHttp2 } from './envoy-chooses-no-http2';
import { envoyCutsStreams } from './envoy-cuts-streams';
import { envoyListensElsewhere } from './envoy-listens-elsewhere';
import { envoyOpenDoor } from './envoy-open-door';
import { envoyRefusesConfiguration } from './envoy-refuses-configuration';
import { envoyVerifiesNothing } from './envoy-verifies-nothing';
import { envoyWithoutHttp2 } from './envoy-without-http2';
import { imageWithdrawn } from './image-withdrawn';
import { ingressBlocked } from './ingress-blocked';
import { issuerCannotSign } from './issuer-cannot-sign';
import { issuerOutOfReach } from './issuer-out-of-reach';
import { keyOfAnotherCertificate } from './key-of-another-certificate';
import { leafSignsItself } from './leaf-signs-itself';
import { materialBeside } from './material-beside';
import { materialInAnotherNamespace } from './material-in-another-namespace';
import { materialUnderAnotherName } from './material-under-another-name';
import { mcCommandRemoved } from './mc-command-removed';
import { minioCannotReadItsKey } from './minio-cannot-read-its-key';
import { minioCertificateNeverChanges } from './minio-certificate-never-changes';
import { minioDefaultCredentials } from './minio-default-credentials';
import { minioDrivesRefused } from './minio-drives-refused';
import { minioRefusesItsFiles } from './minio-refuses-its-files';
import { minioRootCredentialsRefused } from './minio-root-credentials-refused';
import { minioServersDisagree } from './minio-servers-disagree';
import { minioServersWaitForEachOther } from './minio-servers-wait-for-each-other';
import { minioServesPlainHttp } from './minio-serves-plain-http';
import { nameAlmostRight } from './name-almost-right';
import { nameNotCovered } from './name-not-covered';
import { noClientCertificate } from './no-client-certificate';
import { noCommonTlsVersion } from './no-common-tls-version';
import { nothingToVerifyWith } from './nothing-to-verify-with';
import { podThatIsNotThere } from './pod-that-is-not-there';
import { podUnderAnotherService } from './pod-under-another-service';
import { policyNamesTheServicePort } from './policy-names-the-service-port';
import { policySelectsNobody } from './policy-selects-nobody';
import { policySelectsSeveralTempos } from './policy-selects-several-tempos';
import { privateKeyInConfigMap } from './private-key-in-config-map';
import { probeSpeaksAnotherScheme } from './probe-speaks-another-scheme';
import { programCannotReadItsFiles } from './program-cannot-read-its-files';
import { publishedKey } from './published-key';
import { rootWithoutAName } from './root-without-a-name';
import { Rule } from './rule';
import { secretDataNotBase64 } from './secret-data-not-base64';
import { serverKeyCanSign } from './server-key-can-sign';
import { serviceAwayFromItsPods } from './service-away-from-its-pods';
import { serviceInAnotherNamespace } from './service-in-another-namespace';
import { serviceLeadsNowhere } from './service-leads-nowhere';
import { serviceSelectsNobody } from './service-selects-nobody';
import { serviceUnderAnotherName } from './service-under-another-name';
import { serviceWithoutThatPort } from './service-without-that-port';
import { signedByNobodyTrusted } from './signed-by-nobody-trusted';
import { tempoBucketName } from './tempo-bucket-name';
import { tempoCaKeyNotRead } from './tempo-ca-key-not-read';
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
import { tempoFeatureGates } from './tempo-feature-gates';
import { tempoGatewayRefused } from './tempo-gateway-refused';
import { tempoHasNoSuchService } from './tempo-has-no-such-service';
import { tempoIsTheRootUser } from './tempo-is-the-root-user';
import { tempoJaegerUiDeprecated } from './tempo-jaeger-ui-deprecated';
import { tempoJaegerUiRefused } from './tempo-jaeger-ui-refused';
import { tempoLineBreakInAccessKey } from './tempo-line-break-in-access-key';
import { tempoMinVersionWords } from './tempo-min-version-words';
import { tempoNameTooLong } from './tempo-name-too-long';
import { tempoPlaintextInSpiteOfTls } from './tempo-plaintext-in-spite-of-tls';
import { tempoReceiverTlsNotEnabled } from './tempo-receiver-tls-not-enabled';
import { tempoReceiverWithoutCertificate } from './tempo-receiver-without-certificate';
import { tempoReferenceElsewhere } from './tempo-reference-elsewhere';
import { tempoRemoteWriteMissing } from './tempo-remote-write-missing';
import { tempoRulesWithoutMonitors } from './tempo-rules-without-monitors';
import { tempoStackPlaintextToHttps } from './tempo-stack-plaintext-to-https';
import { tempoStorageSecretRefused } from './tempo-storage-secret-refused';
import { tempoStorageWithoutSecret } from './tempo-storage-without-secret';
import { tempoTenancyRefused } from './tempo-tenancy-refused';
import { tempoTlsOfAnotherStore } from './tempo-tls-of-another-store';
import { tempoTlsWithoutEffect } from './tempo-tls-without-effect';
import { tempoTooFewIngesters } from './tempo-too-few-ingesters';
import { tempoTracesInMemory } from './tempo-traces-in-memory';
import { tempoTwoKindsOneName } from './tempo-two-kinds-one-name';
import { tempoUnknownCipherSuites } from './tempo-unknown-cipher-suites';
import { tempoUnknownFields } from './tempo-unknown-fields';
import { tempoVolumeNamesCollide } from './tempo-volume-names-collide';
import { tenantRefused } from './tenant-refused';
import { thanosAddressMalformed } from './thanos-address-malformed';
import { thanosArgumentsRefused } from './thanos-arguments-refused';
import { thanosCaFileWithoutCertificate } from './thanos-ca-file-without-certificate';
import { thanosCertificateNeverChanges } from './thanos-certificate-never-changes';
import { thanosEnabledStopsInheritance } from './thanos-enabled-stops-inheritance';
import { thanosEndpointFileUnreadable } from './thanos-endpoint-file-unreadable';
import { thanosEndpointRefused } from './thanos-endpoint-refused';
import { thanosEndpointTlsBeforeItsTime } from './thanos-endpoint-tls-before-its-time';
import { thanosEndpointTwice } from './thanos-endpoint-twice';
import { thanosFileAndContent } from './thanos-file-and-content';
import { thanosFileNotThere } from './thanos-file-not-there';
import { thanosFlagOfAnotherVersion } from './thanos-flag-of-another-version';
import { thanosGroupWithoutLookup } from './thanos-group-without-lookup';
import { thanosGroupWithoutServerName } from './thanos-group-without-server-name';
import { thanosLookedUpEndpointIgnoresTls } from './thanos-looked-up-endpoint-ignores-tls';
import { thanosMinVersion } from './thanos-min-version';
import { thanosObjstoreRefused } from './thanos-objstore-refused';
import { thanosOldTlsAllowed } from './thanos-old-tls-allowed';
import { thanosPlaintextToAnotherCluster } from './thanos-plaintext-to-another-cluster';
import { thanosProbeWithoutTls } from './thanos-probe-without-tls';
import { thanosServiceConfigWithoutEffect } from './thanos-service-config-without-effect';
import { thanosTlsKeysLost } from './thanos-tls-keys-lost';
import { thanosTlsPair } from './thanos-tls-pair';
import { thanosTlsSettingsWithoutTls } from './thanos-tls-settings-without-tls';
import { thanosUnknownKeys } from './thanos-unknown-keys';
import { thanosUnknownLookup } from './thanos-unknown-lookup';
import { thanosVerifiesAnAddress } from './thanos-verifies-an-address';
import { thanosVersionNotKnown } from './thanos-version-not-known';
import { thanosWebConfigRefused } from './thanos-web-config-refused';
import { tlsOnOneSideOnly } from './tls-on-one-side-only';
import { tlsSecretWithoutItsKeys } from './tls-secret-without-its-keys';
import { twoCertificatesOneSecret } from './two-certificates-one-secret';
import { vaultAgentSplitsAPair } from './vault-agent-splits-a-pair';
import { verificationSwitchedOff } from './verification-switched-off';
import { volumeFromAnotherNamespace } from './volume-from-another-namespace';
import { volumeNamesAMissingKey } from './volume-names-a-missing-key';

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
  serviceLeadsNowhere,
  serviceSelectsNobody,
  serviceInAnotherNamespace,
  materialInAnotherNamespace,
  volumeNamesAMissingKey,
  serviceAwayFromItsPods,
  materialUnderAnotherName,
  nameAlmostRight,
  serviceUnderAnotherName,
  volumeFromAnotherNamespace,
  materialBeside,
  podUnderAnotherService,
  podThatIsNotThere,
  programCannotReadItsFiles,
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
  noCommonTlsVersion,
  tempoVolumeNamesCollide,
  tempoNameTooLong,
  tempoUnknownFields,
  tempoConfigUnknownKeys,
  tempoConfigCannotWork,
  tempoCredentialsInConfig,
  tempoReferenceElsewhere,
  tempoTenancyRefused,
  tempoGatewayRefused,
  tempoTooFewIngesters,
  tempoRemoteWriteMissing,
  tempoTwoKindsOneName,
  tempoJaegerUiRefused,
  tempoRulesWithoutMonitors,
  tempoFeatureGates,
  tempoJaegerUiDeprecated,
  tempoBucketName,
  tempoLineBreakInAccessKey,
  tempoConfigUnknownTo210,
  tempoConfigWords,
  secretDataNotBase64,
  tempoTlsOfAnotherStore,
  tempoReceiverTlsNotEnabled,
  tempoCaKeyNotRead,
  tempoHasNoSuchService,
  probeSpeaksAnotherScheme,
  minioServesPlainHttp,
  minioRefusesItsFiles,
  minioCertificateNeverChanges,
  minioCannotReadItsKey,
  minioServersDisagree,
  minioRootCredentialsRefused,
  minioDefaultCredentials,
  tempoIsTheRootUser,
  imageWithdrawn,
  mcCommandRemoved,
  tenantRefused,
  minioDrivesRefused,
  minioServersWaitForEachOther,
  thanosEndpointTlsBeforeItsTime,
  thanosFlagOfAnotherVersion,
  thanosServiceConfigWithoutEffect,
  thanosEndpointRefused,
  thanosUnknownLookup,
  thanosAddressMalformed,
  thanosTlsPair,
  thanosFileNotThere,
  thanosLookedUpEndpointIgnoresTls,
  thanosGroupWithoutServerName,
  thanosTlsSettingsWithoutTls,
  thanosMinVersion,
  thanosTlsKeysLost,
  thanosFileAndContent,
  thanosEndpointFileUnreadable,
  thanosCaFileWithoutCertificate,
  thanosEndpointTwice,
  thanosObjstoreRefused,
  thanosProbeWithoutTls,
  thanosEnabledStopsInheritance,
  thanosUnknownKeys,
  thanosOldTlsAllowed,
  thanosGroupWithoutLookup,
  thanosPlaintextToAnotherCluster,
  thanosVerifiesAnAddress,
  thanosCertificateNeverChanges,
  thanosVersionNotKnown,
  envoyVerifiesNothing,
  envoyAcceptsAnyName,
  envoyWithoutHttp2,
  envoyOpenDoor,
  envoyCutsStreams,
  envoyRefusesConfiguration,
  envoyListensElsewhere,
  envoyChoosesNoHttp2,
  thanosArgumentsRefused,
  thanosWebConfigRefused,
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
  issuerCannotSign,
  bundleHoldsAnExpiredCa,
  bundleHoldsWhatReadersSkip,
  serverKeyCanSign,
  acmeNamesInside,
  clusterIssuerSecretElsewhere,
  commonNameOnly,
  clientKeyOfAnotherCertificate,
  caEndsSoon,
  publishedKey,
  csiDriverRefusesVolume,
  vaultAgentSplitsAPair,
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
