import { CertificateSource } from './certificate-source';
import { issueTerms, requestTerms } from './issue-terms';
import { ICertificateIssuer } from './issuer';
import { CertificateTerms } from './options';
import { goDuration } from '../kube/durations';

/** The name of the driver in `volumes[].csi` (cert-manager/csi-driver 0.16.0, deploy/charts/csi-driver/values.yaml). */
const DRIVER = 'csi.cert-manager.io';

/** The driver asks for a CertificateRequest, which has no shortest duration (cert-manager 1.21, internal/apis/certmanager/validation/certificaterequest.go); the limit is ours. */
const SHORTEST = { seconds: 600, words: 'ten minutes or more' };

/**
 * A volume of cert-manager's csi-driver: the key is made on the node of each pod, in memory, and never leaves it; each pod has a certificate of its own. Attributes
 * and their defaults: csi-driver 0.16.0, pkg/apis/v1alpha1/types.go, pkg/apis/defaults/defaults.go. Files are those of the pod's fsGroup (csi-lib 0.12.0,
 * storage/filesystem.go), and all of them change at once, behind one link.
 */
export function csiSource(where: string, issuer: ICertificateIssuer, options: CertificateTerms): CertificateSource {
  const terms = issueTerms(where, issuer, options, SHORTEST);
  return (scope, request) => {
    const { dnsNames, commonName, ipAddresses, usages, ca } = requestTerms(scope, issuer, terms, request);
    const attributes = (names: { certificate: string; privateKey: string }): { [name: string]: string | undefined } => ({
      'issuer-name': issuer.issuerName,
      'issuer-kind': issuer.issuerKind,
      'issuer-group': issuer.issuerGroup === 'cert-manager.io' ? undefined : issuer.issuerGroup,
      'common-name': commonName,
      'dns-names': dnsNames.join(','),
      'ip-sans': ipAddresses?.join(','),
      'key-usages': usages.join(','),
      'key-algorithm': terms.key.algorithm,
      'key-size': terms.key.size?.toString(),
      'duration': goDuration(terms.duration),
      'renew-before': terms.renewBefore && goDuration(terms.renewBefore),
      'certificate-file': names.certificate,
      'privatekey-file': names.privateKey,
    });
    return {
      place: {
        volume: {
          maker: 'cert-manager\'s csi-driver',
          source: (names) => ({
            csi: {
              driver: DRIVER,
              // The driver refuses a volume that does not say so (csi-lib 0.12.0, driver/nodeserver.go).
              readOnly: true,
              volumeAttributes: Object.fromEntries(Object.entries(attributes(names)).flatMap(([name, value]) => (value === undefined ? [] : [[`${DRIVER}/${name}`, value]]))),
            },
          }),
        },
      },
      objects: [],
      ca,
      facts: ca?.certificates === undefined ? {} : { issuers: { [`${issuer.issuerKind} ${issuer.issuerName}`]: { 'ca.crt': ca.certificates } } },
    };
  };
}
