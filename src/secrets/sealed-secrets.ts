import { texts } from './external-secrets';
import { publicValues, Provide, secretKeys, secretType, WantedSecret } from './wanted-secret';
import { emitSealedSecret } from '../crds/sealed-secrets';
import { invalid } from '../kube/invalid';
import { later } from '../kube/later';
import { compact } from '../kube/merge';
import { requireOneOf } from '../kube/text';

/** Where a sealed value may be opened; `kubeseal --scope` had the same word. */
export enum SealingScope {
  /** Under the name and namespace that it was sealed for. */
  STRICT = 'strict',
  /** Under any name in the namespace that it was sealed for. */
  NAMESPACE_WIDE = 'namespace-wide',
  /** Anywhere in the cluster. */
  CLUSTER_WIDE = 'cluster-wide',
}

/** Options of `SecretSource.sealed`. */
export interface SealedSecretOptions {
  /**
   * The scope that the values were sealed with.
   * @default SealingScope.STRICT
   */
  readonly scope?: SealingScope;
}

/** A SealedSecret of values that were sealed before: nothing is encrypted at synth, as that would be another text each time. */
export function sealedSecret(where: string, encryptedData: { readonly [key: string]: string }, options: SealedSecretOptions): Provide {
  const scope = requireOneOf(where, 'scope', options.scope ?? SealingScope.STRICT, Object.values(SealingScope));
  const sealed = texts(where, 'encryptedData', encryptedData);
  for (const [key, value] of Object.entries(sealed)) {
    if (!isSealed(value)) {
      throw invalid(where, {
        what: `encryptedData['${key}'] is not what kubeseal makes`,
        saw: `${value.length} characters that are none`,
        allowed: 'the base64 that kubeseal prints for one value',
        fix: `kubeseal --raw --name NAME --namespace NAMESPACE --from-file=${key}`,
      });
    }
  }
  const annotations = scope === SealingScope.STRICT ? undefined : { [`sealedsecrets.bitnami.com/${scope}`]: 'true' };
  let sealedFor: Pick<WantedSecret, 'name' | 'namespace'> | undefined;
  return (construct, id, wanted) => {
    const { name, namespace } = wanted();
    sealedFor ??= { name, namespace };
    if (scope !== SealingScope.CLUSTER_WIDE && (sealedFor.namespace !== namespace || (scope === SealingScope.STRICT && sealedFor.name !== name))) {
      throw invalid(construct, {
        what: 'the same sealed values are given to two Secrets, and open in one of them only',
        saw: `${sealedFor.namespace}/${sealedFor.name} and ${namespace}/${name}, sealed with scope ${scope}`,
        allowed: 'a source for each Secret, or values that were sealed for more',
        fix: `seal what ${name} needs apart: kubeseal --raw --name ${name} --namespace ${namespace}, and give it a SecretSource.sealed(…) of its own`,
      });
    }
    const spec = () => {
      const missing = secretKeys(wanted()).filter((key) => !Object.hasOwn(sealed, key));
      if (missing.length > 0) {
        throw invalid(construct, {
          what: `Secret ${namespace}/${name} needs keys that are not sealed`,
          saw: `${Object.keys(sealed).join(', ') || 'none'}, without ${missing.join(', ')}`,
          allowed: `a sealed value for each of ${secretKeys(wanted()).join(', ')}`,
          fix: `kubeseal --raw --scope ${scope} --name ${name} --namespace ${namespace} --from-file=${missing[0]}`,
        });
      }
      const known = Object.fromEntries(Object.entries(publicValues(wanted())).filter(([key]) => !Object.hasOwn(sealed, key)));
      return compact({ encryptedData: sealed, template: { type: secretType(wanted()), data: Object.keys(known).length > 0 ? known : undefined } });
    };
    spec();
    return [emitSealedSecret(construct, id, name, namespace, later(spec), annotations)];
  };
}

/** Whether a text has the form of a sealed value: the length of an RSA ciphertext, itself, and what AES-GCM made (sealed-secrets 0.36.6, pkg/crypto/crypto.go). */
function isSealed(value: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) { return false; }
  const bytes = Buffer.from(value, 'base64');
  const rsa = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  return rsa >= 256 && rsa % 64 === 0 && bytes.length >= 2 + rsa + 16;
}
