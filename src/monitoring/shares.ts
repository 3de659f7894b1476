import { Thresholds } from './alert';
import { CertificateWatch } from './certificate-watch';
import { Ending } from './certificates';
import type { Wishes } from './compute';
import type { CronJobRef } from '../proof/computed';
import { compare } from '../trust/refs';
import { Certificate } from '../x509/certificate';

/** What a watch knows that none before it does. */
export interface Share {
  readonly watch: CertificateWatch;
  readonly endings: readonly Ending[];
  /** the CronJobs of a watch that is a check */
  readonly cronJobs: readonly CronJobRef[];
}

/** Each certificate by the first watch that knows it, and those that none knows. */
export function sharesOf(
  endings: readonly Ending[], { watches, checks, namespace }: Pick<Wishes, 'watches' | 'checks' | 'namespace'>,
): { readonly shares: readonly Share[]; readonly unknown: readonly Ending[] } {
  const left = new Set(endings.filter((one) => !one.platform));
  const shares = watches.map((watch) => {
    const known = [...left].filter((one) => knows(watch, one));
    known.forEach((one) => left.delete(one));
    return { watch, endings: known, cronJobs: watch._cronJob === undefined ? [] : cronJobsOf(watch._cronJob, namespace, checks) };
  });
  return { shares, unknown: [...left] };
}

/** A check is in every namespace that has one of its clients, and a large one in parts; a CronJob of somebody else's is in the chart's namespace. */
function cronJobsOf(name: string, namespace: string, checks: readonly (readonly CronJobRef[])[]): readonly CronJobRef[] {
  const named = checks.filter((all) => all.some((one) => one.name === name));
  const here = named.filter((all) => all.some((one) => one.namespace === namespace));
  const found = (here.length > 0 ? here : named).flat();
  return found.length > 0 ? found : [{ namespace, name }];
}

function knows({ _kind }: CertificateWatch, { kind, shown, dialled }: Ending): boolean {
  switch (_kind) {
    case 'cert-manager': return kind === 'Certificate';
    case 'x509-exporter': return kind === 'Secret' || kind === 'ConfigMap';
    case 'manifests': return shown.length > 0;
    default: return dialled;
  }
}

/** How long before its end a certificate is a warning, and critical: one that is renewed later than a warning would come must not be a warning all the time. Seconds. */
export function limitsOf(
  { renewBefore = Infinity }: Ending, { certificateWarning, certificateCritical }: Thresholds,
): { readonly warning: number; readonly critical: number } {
  return { warning: Math.min(certificateWarning, renewBefore / 2), critical: Math.min(certificateCritical, renewBefore / 4) };
}

/** Certificates that the manifests show, each once, with an object that holds it. */
export function shownIn(endings: readonly Ending[]): { readonly certificate: Certificate; readonly in: Ending }[] {
  const each = new Map<string, { readonly certificate: Certificate; readonly in: Ending }>();
  for (const one of endings) {
    for (const certificate of one.shown) { each.set(certificate.fingerprint256, each.get(certificate.fingerprint256) ?? { certificate, in: one }); }
  }
  return [...each.values()].sort((a, b) => compare(a.certificate.fingerprint256, b.certificate.fingerprint256));
}
