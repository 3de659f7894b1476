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
  egressBlocked,
  ingressBlocked,
  dnsBlocked,
  policyNamesTheServicePort,
];

/** A rule by its id; undefined for an id that there is not. */
export function findRule(id: string): Rule<any> | undefined {
  return RULES.find((rule) => rule.id === id.toUpperCase());
}
