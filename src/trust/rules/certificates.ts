import { CONTAINER_KINDS } from '../containers';
import { Inventory, Manifest } from '../inventory';
import { Answer } from '../model';
import { certificatesInPodsOf } from '../pod-volumes';
import { shimmedCertificatesOf } from '../trust-sources/ingress-shim';
import type { World } from '../world';

/** Kinds that ask cert-manager for certificates: its own, what it makes Certificates of, and whoever's pods have volumes of its csi-driver. */
export const CERTIFICATE_KINDS: readonly string[] = ['Certificate', 'Ingress', 'Gateway', ...CONTAINER_KINDS];

/** Whether an object asks for certificates: itself, by what cert-manager makes of it, or by a volume of its pods. */
export function asksForCertificates(object: Manifest, { inventory }: World): boolean {
  return object.kind === 'Certificate' || shimmedCertificatesOf(inventory, object).length > 0 || certificatesInPodsOf(inventory, object).length > 0;
}

/** What a rule says of the Certificates that an object is, that cert-manager makes of it, or that the volumes of its pods stand for. */
export function ofCertificates(inventory: Inventory, object: Manifest, judge: (certificate: Manifest) => Answer): Answer {
  if (object.kind === 'Certificate') { return object.apiVersion.startsWith('cert-manager.io/') ? judge(object) : 'not applicable'; }
  const answers = [...certificatesInPodsOf(inventory, object), ...shimmedCertificatesOf(inventory, object)].map(judge);
  const found = answers.flatMap((answer) => (typeof answer === 'string' ? [] : answer));
  return found.length > 0 ? found : answers.includes('satisfied') ? 'satisfied' : 'not applicable';
}
