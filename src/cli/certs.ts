import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { CliError, usageError } from './errors';
import { checkAbsent, checkDirectory, exists, OutputFile, withPath, wouldBeCommitted, writeFiles } from './files';
import { CliIo } from './io';
import { checkClusterDomain, checkDistinct, LeafRequest, parseClient, parseServer } from './leaf-names';
import { collect, parseNow } from './options';
import { fileTable, nextCommands, ReportedFile, shell, shown } from './report';
import { Certificate } from '../x509/certificate';
import { X509Error } from '../x509/errors';
import { issueCa, Issued, issueLeaf, KEY_TYPES, KeyType, loadCa } from '../x509/issue';
import { summarize } from '../x509/summary';

const DAY = 86_400_000;
/** Clocks differ: what is issued is valid a little earlier than now. */
const BACKDATE = 5 * 60_000;

/** Options as commander hands them over. */
interface Options {
  readonly out: string;
  readonly server?: string[];
  readonly client?: string[];
  readonly clusterDomain: string;
  readonly ca?: string;
  readonly caName: string;
  readonly newCa?: boolean;
  readonly days: string;
  readonly caDays: string;
  readonly keyType: string;
  readonly now?: string;
  readonly force?: boolean;
}

/** Options after every check that needs no file. */
interface Request {
  readonly directory: string;
  readonly leaves: LeafRequest[];
  readonly days: number;
  readonly caDays: number;
  readonly keyType: KeyType;
  readonly now: Date;
}

function parseDays(option: string, text: string): number {
  if (!/^[1-9][0-9]{0,4}$/.test(text) || Number(text) > 36500) throw usageError(`${option}: not a number of days`, JSON.stringify(text), 'a whole number from 1 to 36500');
  return Number(text);
}

function check(options: Options, io: CliIo): Request {
  if (options.out.trim() === '') throw usageError('--out: not a directory', 'nothing', 'the directory to write to');
  const { server = [], client = [] } = options;
  if (server.length + client.length === 0) {
    throw usageError('nothing to issue', 'neither --server nor --client', 'any number of each', 'for example --server minio.tracing');
  }
  if (!(KEY_TYPES as readonly string[]).includes(options.keyType)) {
    throw usageError('--key-type: unknown', JSON.stringify(options.keyType), KEY_TYPES.join(', '));
  }
  const clusterDomain = checkClusterDomain(options.clusterDomain);
  const leaves = [...server.map((given) => parseServer(given, clusterDomain)), ...client.map(parseClient)];
  checkDistinct(leaves);
  if (options.caName === '' || [...options.caName].length > 64) {
    throw usageError('--ca-name: does not fit into a certificate', JSON.stringify(options.caName), '1 to 64 characters');
  }
  return {
    directory: resolve(options.out),
    leaves,
    days: parseDays('--days', options.days),
    caDays: parseDays('--ca-days', options.caDays),
    keyType: options.keyType as KeyType,
    now: options.now === undefined ? io.now() : parseNow(options.now),
  };
}

/** Where an existing CA is: a directory with ca.crt and ca.key, or the certificate with its key of the same name beside it. */
function caPaths(path: string): { crt: string; key: string } {
  const stat = withPath('read the CA', path, () => statSync(path));
  if (stat.isDirectory()) return { crt: join(path, 'ca.crt'), key: join(path, 'ca.key') };
  return { crt: path, key: `${path.replace(/\.(crt|pem|cer)$/, '')}.key` };
}

/** An existing CA, and the certificates a leaf must bring along because clients need not have them. */
interface UsableCa {
  readonly issued: Issued;
  readonly chain: readonly Certificate[];
  readonly pem: string;
}

function readCa(paths: { crt: string; key: string }, now: Date): UsableCa {
  const pem = withPath('read', paths.crt, () => readFileSync(paths.crt, 'utf8'));
  const keyPem = withPath('read', paths.key, () => readFileSync(paths.key, 'utf8'));
  try {
    const issued = loadCa(pem, keyPem);
    const { notBefore, notAfter } = issued.certificate;
    if (now > notAfter || now < notBefore) {
      throw new X509Error('expired-ca', `it is valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}, not at ${now.toISOString()}`);
    }
    return { issued, pem, chain: Certificate.fromPem(pem).filter((certificate) => !certificate.selfSigned) };
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    throw new CliError(`cannot issue with the CA in ${shown(paths.crt)}: ${error.message}.\nFix it, use another with --ca, or make a new one with --new-ca.`);
  }
}

function findCa(options: Options, request: Request): UsableCa | undefined {
  if (options.ca !== undefined) {
    if (options.newCa) throw new CliError('--ca and --new-ca exclude each other: use an existing CA or make a new one', 2);
    return readCa(caPaths(options.ca), request.now);
  }
  const own = { crt: join(request.directory, 'ca.crt'), key: join(request.directory, 'ca.key') };
  if (options.newCa) return undefined;
  if (exists(own.crt) !== exists(own.key)) {
    const [there, missing] = exists(own.crt) ? ['ca.crt', 'ca.key'] : ['ca.key', 'ca.crt'];
    throw new CliError(`${shown(request.directory)} has ${there} but no ${missing}: restore it, give a CA with --ca, or make a new one with --new-ca --force`);
  }
  return exists(own.crt) ? readCa(own, request.now) : undefined;
}

function expiry(now: Date, days: number): Date {
  return new Date(now.getTime() + days * DAY);
}

function issueAll(options: Options, io: CliIo): void {
  const request = check(options, io);
  const { directory, now, keyType } = request;
  checkDirectory(directory);
  const existing = findCa(options, request);
  const notBefore = new Date(now.getTime() - BACKDATE);
  const ca = existing?.issued ?? issueCa({ commonName: options.caName, notBefore, notAfter: expiry(now, request.caDays), keyType });

  const files: (OutputFile & ReportedFile)[] = [];
  const caFile = join(directory, 'ca.crt');
  const inPlace = existing !== undefined && exists(caFile) && readFileSync(caFile, 'utf8') === existing.pem;
  if (!inPlace) files.push({ path: caFile, content: existing?.pem ?? ca.certificatePem, mode: 0o644, certificate: ca.certificate });
  if (!existing) files.push({ path: join(directory, 'ca.key'), content: ca.privateKeyPem, mode: 0o600 });
  const paths = ({ name }: LeafRequest) => ({ crt: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) });
  if (!options.force) {
    // Before any key is made: RSA takes its time.
    const planned = [...files.map(({ path }) => path), ...request.leaves.flatMap((leaf) => Object.values(paths(leaf)))];
    checkAbsent(planned.map((path) => ({ path, content: '', mode: 0 })));
  }

  for (const leaf of request.leaves) {
    const issued = issueLeaf(ca, {
      commonName: leaf.name,
      dnsNames: leaf.dnsNames,
      ipAddresses: leaf.ipAddresses,
      usages: [leaf.role === 'server' ? 'serverAuth' : 'clientAuth'],
      notBefore,
      notAfter: expiry(now, request.days),
      keyType,
    });
    const chain = [issued.certificate, ...existing?.chain ?? []].map(({ pem }) => pem).join('');
    files.push({ path: paths(leaf).crt, content: chain, mode: 0o644, certificate: issued.certificate });
    files.push({ path: paths(leaf).key, content: issued.privateKeyPem, mode: 0o600 });
  }
  writeFiles(directory, files);
  warn(io, request, files, ca.certificate);

  io.out(existing ? `Using the existing CA ${shown(options.ca ?? caFile)}: ${summarize(ca.certificate, now)}.\n\n` : '');
  io.out(fileTable(files));
  io.out('\nNext:\n\n');
  for (const leaf of request.leaves) io.out(`${nextCommands(leaf, paths(leaf).crt, paths(leaf).key, caFile)}\n`);
  const trust = shell(shown(caFile));
  io.out(`what clients trust (repeat in every namespace that dials):\n  kubectl create configmap storage-ca --from-file=ca.crt=${trust} --from-file=service-ca.crt=${trust}\n`);
}

function warn(io: CliIo, request: Request, files: readonly ReportedFile[], ca: Certificate): void {
  const keyFile = files.find(({ certificate }) => !certificate)?.path;
  if (keyFile !== undefined && wouldBeCommitted(keyFile)) {
    io.err(`warning: ${shown(request.directory)} is inside a git work tree and not ignored: add it to .gitignore, or private keys will be committed\n`);
  }
  if (expiry(request.now, request.days) > ca.notAfter) {
    io.err(`warning: the leaves end with their CA at ${ca.notAfter.toISOString()}, before ${request.days} days are over\n`);
  }
  for (const { given, role, dnsNames, service } of request.leaves) {
    const literal = !service && role === 'server' ? dnsNames.find((name) => /^[^.*]+\.[^.]+\.svc(\.|$)/.test(name)) : undefined;
    if (literal !== undefined) {
      const [name, namespace] = literal.split('.');
      io.err(`warning: --server ${given} covers ${literal} only as it stands; --server ${name}.${namespace} covers every name of that Service\n`);
    }
  }
}

const HELP = `
SERVER is NAME.NAMESPACE of a Kubernetes Service (exactly two labels), which covers NAME, NAME.NAMESPACE, NAME.NAMESPACE.svc and
NAME.NAMESPACE.svc.CLUSTER-DOMAIN; or a host name or an address. More names follow after commas, as they stand:
  --server minio.tracing
  --server minio.tracing,minio.example.com,10.0.0.5
  --server 'minio.tracing,*.minio-hl.tracing.svc.cluster.local'
The first name also names the files. dns:, ip: or svc: before a name says what it is: dns:example.com is a host, not a Service.

A CA that is in DIR already is used again, so leaves can be added and (with --force) renewed; clients keep trusting them.
Exit codes: 0 done, 1 failed, 2 called wrongly. Nothing is written unless everything can be.
`;

/** The `certs` subcommand. */
export function certsCommand(io: CliIo): Command {
  return new Command('certs')
    .description('make a CA and certificates for servers and clients, as files')
    .requiredOption('-o, --out <DIR>', 'directory to write to; made if missing')
    .option('-s, --server <SERVER>', 'a server certificate (repeatable)', collect)
    .option('-c, --client <NAME>', 'a client certificate, NAME is the identity (repeatable)', collect)
    .option('--cluster-domain <DOMAIN>', 'cluster domain of Service names', 'cluster.local')
    .option('--ca <PATH>', 'issue with this CA: a directory with ca.crt and ca.key, or the .crt file with its .key beside it')
    .option('--ca-name <NAME>', 'common name of a new CA', 'observability-ca')
    .option('--new-ca', 'make a new CA even if there is one (needs --force then)')
    .option('--days <N>', 'validity of the certificates', '90')
    .option('--ca-days <N>', 'validity of a new CA', '3650')
    .option('--key-type <TYPE>', KEY_TYPES.join(', '), 'ecdsa-p256')
    .option('--now <TIME>', 'ISO 8601 time to issue for, instead of the clock')
    .option('-f, --force', 'replace certificates that exist')
    .addHelpText('after', HELP)
    .allowExcessArguments(false)
    .action((options: Options) => issueAll(options, io));
}
