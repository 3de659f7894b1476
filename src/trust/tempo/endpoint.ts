/** An `endpoint` of a storage Secret, as the operator and Tempo's S3 client read it. */
export interface StorageEndpoint {
  /** what the operator hands to Tempo: the text without its scheme */
  readonly rest: string;
  /** whether it begins with exactly "https://": a TempoMonolithic speaks TLS then, and only then */
  readonly https: boolean;
  /** whether it begins with http:// or https:// in lower case */
  readonly schemed: boolean;
  readonly host?: string;
  readonly port?: number;
  /** why the operator refuses it */
  readonly refused?: string;
  /** why Tempo's S3 client does not start with it */
  readonly unusable?: string;
}

/**
 * Reads an endpoint. The operator asks for an URL with any scheme (Go's url.ParseRequestURI) and cuts off "https://" and "http://"
 * (tempo-operator 0.22.0, internal/handlers/storage/s3_secret.go); what is left must be HOST[:PORT] for the S3 client
 * (Tempo 2.10.8, minio-go v7 utils.go: "Endpoint url cannot have fully qualified paths"; one slash at the end is all right).
 */
export function readEndpoint(text: string): StorageEndpoint {
  const https = text.startsWith('https://');
  const schemed = https || text.startsWith('http://');
  const rest = text.replace(/^https:\/\//, '').replace(/^http:\/\//, '');
  return { rest, https, schemed, ...readRest(rest), refused: refusal(text) };
}

/** HOST[:PORT] as the S3 client reads it. */
export function readRest(rest: string): Pick<StorageEndpoint, 'host' | 'port' | 'unusable'> {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(rest)) { return { unusable: `it is dialled as "${rest}", scheme and all: only lower-case http:// and https:// are cut off` }; }
  const [before, ...path] = rest.split(/[?#]/)[0].split('/');
  const authority = before.slice(before.lastIndexOf('@') + 1);
  if (authority === '' || authority.startsWith(':')) { return { unusable: 'it has no host' }; }
  if (path.join('/') !== '') { return { unusable: `it has the path /${path.join('/')}, and the S3 client takes none` }; }
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(\d{0,5}))?$/.exec(authority);
  if (!match) { return { unusable: `${JSON.stringify(authority)} is no host and port` }; }
  return { host: match[1].replace(/^\[|\]$/g, '').toLowerCase(), port: match[2] ? Number(match[2]) : undefined };
}

/** Why url.ParseRequestURI refuses a text, or finds no scheme in it. */
function refusal(text: string): string | undefined {
  if ([...text].some((c) => c < ' ' || c === '\u007f')) { return 'it has a control character, such as a line break at its end'; }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  if (!scheme) { return 'it has no scheme'; }
  const rest = text.slice(scheme[0].length);
  if (!rest.startsWith('//')) { return undefined; }
  const authority = /^\/\/([^/?#]*)/.exec(rest)?.[1] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (/[\s<>"^`{}|\\]/.test(host)) { return 'its host has a space or another character that no host has'; }
  const port = /:([^:\]]*)$/.exec(host)?.[1];
  return port !== undefined && !/^\d*$/.test(port) ? `${JSON.stringify(port)} is no port` : undefined;
}
