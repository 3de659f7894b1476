/** What a line speaks of. */
export interface Mentions {
  /** hosts, with their port where it is told */
  readonly hosts: readonly { readonly host: string; readonly port?: number }[];
  /** names of Secrets, ConfigMaps and issuers */
  readonly objects: readonly string[];
}

const HOST = '([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\\[?[0-9a-fA-F:]*:[0-9a-fA-F:.]+\\]?)';
const PORT = '(?::(\\d{1,5}))?';

/** How programs name what they dial; the quotes may be escaped, where a message stands in another. */
const HOSTS: readonly RegExp[] = [
  `\\b(?:https?|grpc|h2c?)://${HOST}${PORT}`,
  `\\blookup ${HOST}(?: on |: )`,
  `, not ${HOST}(?=[\\s"\\\\.,;]|$)`,
  `wanted to match ${HOST}(?=[\\s"\\\\.,;]|$)`,
  `cannot validate certificate for ${HOST} because`,
  `Could not resolve(?: host)?: ${HOST}`,
  `resolve host address [‘'"]${HOST}`,
  `(?:host ?name|ipv[46] address) [‘'"]${HOST}[’'"]`,
  `certificate of [‘'"]${HOST}[’'"]`,
  `ServerName: \\\\*"${HOST}${PORT}`,
  `Failed to connect to ${HOST} port (\\d+)`,
  `in connection to ${HOST}${PORT}`,
  `\\b(?:addr|address|endpoint|host|target|store)=\\\\*"?${HOST}${PORT}(?=[\\s"\\\\,]|$)`,
  `dial tcp ${HOST}${PORT}: `,
  `ConnectionPool\\(host='${HOST}', port=(\\d+)\\)`,
  `certificate (?:is )?not valid for (?:name )?['"]${HOST}['"]`,
  `name matching (?:IP address )?${HOST} found`,
  `Host: ${HOST}\\. is not in the cert`,
  `\\bIP: ${HOST} is not in the cert`,
  `connect E[A-Z]+ ${HOST}${PORT}`,
  `(?:getaddrinfo E[A-Z_]+|UnknownHostException:|errors resolving) ${HOST}${PORT}`,
  `Failed to resolve '${HOST}'`,
  `remote address:${HOST}${PORT}`,
  `\\bipv4:${HOST}${PORT}: `,
].map((source) => new RegExp(source, 'g'));

const OBJECTS = /\b(?:secrets?|configmaps?|issuers?|clusterissuers?)(?:\.[\w.-]+)? \\*"(?:[a-z0-9.-]+\/)?([a-z0-9][a-z0-9.-]*)\\*"|\b(?:Secret|ConfigMap) (?:[a-z0-9.-]+\/)([a-z0-9][a-z0-9.-]*)/gi;

/** Hosts and objects in a line of a log or event, each once. */
export function mentionsIn(line: string): Mentions {
  const hosts = new Map<string, { host: string; port?: number }>();
  for (const pattern of HOSTS) {
    for (const [, host, port] of line.matchAll(pattern)) {
      const plain = host.replace(/^\[|\]$/g, '').toLowerCase();
      const before = hosts.get(plain);
      if (before?.port === undefined) { hosts.set(plain, { host: plain, ...(port === undefined ? {} : { port: Number(port) }) }); }
    }
  }
  return { hosts: [...hosts.values()], objects: [...new Set([...line.matchAll(OBJECTS)].map(([, quoted, plain]) => quoted ?? plain))] };
}

/** NAME, NAME.NAMESPACE and NAME.NAMESPACE.svc with the cluster's domain: a name of a Service, as pods know it. */
const SERVICE = /^[^.]+(?:\.[^.]+(?:\.svc(?:\..+)?)?)?$/;

/**
 * Whether a host that a program tells is one that manifests have: "minio.tracing" is the beginning of "minio.tracing.svc.cluster.local", and to a host of AWS S3
 * clients add the bucket.
 */
export function sameHost(told: string, written: string): boolean {
  const [a, b] = [told, written].map((host) => host.toLowerCase().replace(/\.$/, ''));
  if (a === b) { return true; }
  if (SERVICE.test(a) && SERVICE.test(b)) { return a.startsWith(`${b}.`) || b.startsWith(`${a}.`); }
  return /\.amazonaws\.com(\.cn)?$/.test(b) && a.replace('.dualstack.', '.').endsWith(`.${b}`);
}
