import { Address } from './model';

/** An http(s) URL taken apart, with the scheme's own port where none is written; undefined for text that is none. */
export function readUrl(text: string): { readonly tls: boolean; readonly address: Address } | undefined {
  const match = /^(https?):\/\/(?:[^/@\s]*@)?(\[[0-9a-fA-F:.]+\]|[^/:?#@\s[\]]+)(?::(\d{1,5}))?(?:[/?#]|$)/i.exec(text.trim());
  if (!match) { return undefined; }
  const tls = match[1].toLowerCase() === 'https';
  const port = match[3] ? Number(match[3]) : tls ? 443 : 80;
  return { tls, address: { text: text.trim(), host: match[2].replace(/^\[|\]$/g, '').toLowerCase(), port } };
}

/** HOST:PORT or [IPv6]:PORT taken apart; undefined for text that is none. */
export function readHostPort(text: string, defaultPort?: number): Address | undefined {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^/:?#@\s[\]]+)(?::(\d{1,5}))?$/.exec(text.trim());
  const port = match?.[2] ? Number(match[2]) : defaultPort;
  if (!match || port === undefined) { return undefined; }
  return { text: text.trim(), host: match[1].replace(/^\[|\]$/g, '').toLowerCase(), port };
}
