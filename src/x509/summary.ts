import type { Certificate } from './certificate';
import { X509Error } from './errors';

const DAY = 86_400_000;

/** Whole days until the certificate ends, rounded down; negative once it has expired. */
export function daysLeft(certificate: Certificate, now: Date): number {
  if (Number.isNaN(now.getTime())) throw new X509Error('invalid-time', 'the time to count from is no valid date');
  return Math.floor((certificate.notAfter.getTime() - now.getTime()) / DAY);
}

/** The days left as words: `89 days left`, `expired 3 days ago`, `not valid before 2026-01-01`. */
export function validityWords(certificate: Certificate, now: Date): string {
  if (now < certificate.notBefore) return `not valid before ${certificate.notBefore.toISOString().slice(0, 10)}`;
  const days = daysLeft(certificate, now);
  const count = (n: number): string => `${n} day${n === 1 ? '' : 's'}`;
  if (now <= certificate.notAfter) return days === 0 ? 'less than a day left' : `${count(days)} left`;
  return days === -1 ? 'expired less than a day ago' : `expired ${count(-days - 1)} ago`;
}

/** A name for people: the common name, else the first alternative name, else the subject or serial number. */
export function shortName(certificate: Certificate): string {
  return certificate.subject.commonName ?? certificate.dnsNames[0] ?? certificate.ipAddresses[0] ?? certificate.toString();
}

/** One line about a certificate: who issued it, what it is for, how long it lives. */
export function summarize(certificate: Certificate, now: Date): string {
  const validity = validityWords(certificate, now);
  if (certificate.isCa && certificate.selfIssued) return `CA "${shortName(certificate)}", ${validity}`;
  const issuer = certificate.issuer.commonName ?? certificate.issuer.text;
  const names = certificate.dnsNames.length + certificate.ipAddresses.length;
  const kind = certificate.isCa ? 'CA' : 'leaf';
  return `CA "${issuer}" issued ${kind} ${shortName(certificate)}, ${names} name${names === 1 ? '' : 's'}, ${validity}`;
}
