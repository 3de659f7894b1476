import { relative } from 'node:path';
import { LeafRequest } from './leaf-names';
import { Certificate } from '../x509/certificate';

/** Rows as aligned columns; the last column is not padded. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  return all.map((row) => row.map((cell, i) => i === row.length - 1 ? cell : cell.padEnd(widths[i])).join('  ').trimEnd()).join('\n') + '\n';
}

/** A file as the report shows it. */
export interface ReportedFile {
  readonly path: string;
  readonly mode: number;
  /** Absent for a private key. */
  readonly certificate?: Certificate;
}

/** The table of what was written. */
export function fileTable(files: readonly ReportedFile[]): string {
  const rows = files.map(({ path, mode, certificate }) => {
    const subject = certificate ? certificate.subject.text || '(none: see names)' : 'private key';
    const names = certificate ? [...certificate.dnsNames, ...certificate.ipAddresses].join(', ') || '-' : '-';
    return [shown(path), mode.toString(8).padStart(4, '0'), certificate ? certificate.notAfter.toISOString().slice(0, 10) : '-', subject, names];
  });
  return table(['FILE', 'MODE', 'VALID UNTIL', 'SUBJECT', 'NAMES'], rows);
}

/** A path relative to here if that is shorter. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== '' && !short.startsWith('..') && short.length < path.length ? short : path;
}

/** Quotes for a POSIX shell where needed. */
export function shell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

/** Commands that bring one leaf into a cluster. */
export function nextCommands(request: LeafRequest, crt: string, keyFile: string, caFile: string): string {
  const namespace = request.service?.namespace;
  const kubectl = `kubectl${namespace === undefined ? '' : ` -n ${namespace}`} create secret`;
  const base = (request.service?.name ?? request.name).toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  const from = (key: string, path: string): string => `--from-file=${shell(`${key}=${shown(path)}`)}`;
  const secret = `${base}-tls`;
  const lines = [`${request.role} ${request.given}${namespace === undefined ? ' (add -n NAMESPACE)' : ''}:`];
  if (request.role === 'server') {
    const keys = "{ certificateKey: 'public.crt', privateKeyKey: 'private.key' }";
    lines.push(`  # one of the two; with the file names of MinIO it is ServerCertificate.fromSecret('${secret}', ${keys})`, `  ${kubectl} generic ${secret} ${from('public.crt', crt)} ${from('private.key', keyFile)} ${from('ca.crt', caFile)}`);
    lines.push(`  # with the keys of kubernetes.io/tls it is ServerCertificate.fromSecret('${secret}')`);
  } else {
    lines.push(`  # for ClientCertificate.fromSecret('${secret}')`);
  }
  lines.push(`  ${kubectl} tls ${secret} --cert=${shell(shown(crt))} --key=${shell(shown(keyFile))}`);
  return lines.join('\n') + '\n';
}
