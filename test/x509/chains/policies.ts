import { extension, integer, oid, RawExtension, sequence } from './der';
import { Random } from '../fixtures';

const [ONE, TWO, ANY] = ['1.2.3.4', '1.2.3.5', '2.5.29.32.0'];
const policies = (...all: readonly string[]): Buffer => sequence(...all.map((each) => sequence(oid(each))));
/** requireExplicitPolicy and inhibitPolicyMapping, as numbers of certificates to skip */
const CONSTRAINTS = ['3003800100', '3003800101', '3006800100810100', '3003810100'];

/** The extensions of certificate policies, by chance. */
export function policyExtensions(random: Random): RawExtension[] {
  return [
    ...random.chance(0.8) ? [{ oid: '2.5.29.32', value: random.pick([policies(ONE), policies(TWO), policies(ONE, TWO), policies(ANY), policies(ONE, ANY)]) }] : [],
    ...random.chance(0.3) ? [{ oid: '2.5.29.33', value: extension.altNames([extension.extKeyUsage(random.pick([[ONE, TWO], [TWO, ONE], [ONE, ANY]]))]) }] : [],
    ...random.chance(0.6) ? [{ oid: '2.5.29.36', critical: true, value: Buffer.from(random.pick(CONSTRAINTS), 'hex') }] : [],
    ...random.chance(0.2) ? [{ oid: '2.5.29.54', value: integer(BigInt(random.below(2))) }] : [],
  ];
}
