import { PairNames } from './binding';
import { CertificateSource, checkTold, readFact, toldOf } from './certificate-source';
import { SecretsStoreVolumeOptions } from './options';
import { emitSecretProviderClass, SECRETS_STORE_DRIVER } from '../crds/secrets-store-csi';
import { invalid } from '../kube/invalid';
import { requireLabel } from '../kube/text';
import { providerParameters } from '../secrets/secrets-store-csi';

/**
 * A volume of the Secrets Store CSI driver: a SecretProviderClass whose objects are files in the pod, and in no Secret. Its files have the names that its objects
 * have for the provider, so these have to be the names that the server reads.
 */
export function secretsStoreSource(
  where: string, provider: string, parameters: { readonly [name: string]: string }, options: SecretsStoreVolumeOptions,
): CertificateSource {
  requireLabel(where, 'provider', provider);
  const given = providerParameters(where, parameters);
  const fact = readFact(where, options.publicFacts);
  return (scope, request) => {
    checkTold(scope, options, request);
    const className = `${request.owner}-tls`;
    const made = emitSecretProviderClass(scope, 'CertificateClass', className, request.namespace, { provider, parameters: given });
    const requireFiles = ({ certificate, privateKey }: PairNames): void => {
      // Where objects are listed: `objects` of most providers, `secrets` of Google's. Others are told of them elsewhere.
      const listed = given.objects ?? given.secrets;
      const missing = listed === undefined ? [] : [certificate, privateKey].filter((file) => !listed.includes(file));
      if (missing.length > 0) {
        throw invalid(scope, {
          what: `the volume would have no file ${missing.join(' and no ')}, which ${request.owner} reads`,
          saw: 'a list of objects that does not name it',
          allowed: `objects called ${certificate} and ${privateKey}: files are called as the objects are`,
          fix: `name the object so, for example "objectName: ${missing[0]}"`,
        });
      }
    };
    return {
      place: {
        volume: {
          maker: 'the Secrets Store CSI driver',
          source: () => ({ csi: { driver: SECRETS_STORE_DRIVER, readOnly: true, volumeAttributes: { secretProviderClass: className } } }),
          // Asked at once by whoever makes a pod, while its spec may be made late.
          facts: (names) => {
            requireFiles(names);
            return fact === undefined ? {} : { providerClasses: { [className]: { [names.certificate]: fact } } };
          },
        },
      },
      objects: [made],
      ca: options.ca,
      ...toldOf(options),
      facts: {},
    };
  };
}
