import { parseIp } from './ip';

const HOST = /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"\u0080-\uffff]|%25|%[89A-Fa-f][0-9A-Fa-f])*$/;
const USER = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
const PORT = /^(?::[0-9]*)?$/;

/** True if every percent sign starts an escape. */
function wellEscaped(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

function unescape(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function authorityHost(scheme: string, authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(at, 0));
  if (!USER.test(user) || !wellEscaped(user)) return undefined;

  const host = authority.slice(at + 1);
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) return undefined;
  if (bracket === 0) {
    const close = host.lastIndexOf(']');
    const inner = host.slice(1, close);
    if (close < 0 || !PORT.test(host.slice(close + 1)) || !HOST.test(inner.replace(/%25.*/, ''))) return undefined;
    const address = unescape(inner);
    const octets = parseIp(address.split('%')[0]);
    return octets?.length === 16 && !address.endsWith('%') ? `[${address}]${host.slice(close + 1)}` : undefined;
  }
  const first = host.indexOf(':');
  // Only http and https are strict about a second colon; other schemes may list several hosts.
  const colon = scheme === 'http' || scheme === 'https' ? first : host.lastIndexOf(':');
  if (first >= 0 && !PORT.test(host.slice(colon))) return undefined;
  return HOST.test(host) ? unescape(host) : undefined;
}

/**
 * The host part (with port) of a URI in a certificate; '' if it has none; undefined if Go's `url.Parse` refuses the URI,
 * which makes Go refuse the whole certificate. JavaScript's URL class accepts and rewrites other things.
 */
export function uriHost(uri: string): string | undefined {
  const [whole] = uri.split('#', 1);
  const fragment = uri.slice(whole.length + 1);
  if (/[\u0000-\u001f\u007f]/.test(whole) || !wellEscaped(fragment)) return undefined;
  if (whole === '*') return '';
  if (whole.startsWith(':')) return undefined;

  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole)?.[1].toLowerCase() ?? '';
  const [rest] = whole.slice(scheme === '' ? 0 : scheme.length + 1).split('?', 1);
  if (!rest.startsWith('/')) {
    if (scheme !== '') return '';
    return rest.split('/', 1)[0].includes(':') || !wellEscaped(rest) ? undefined : '';
  }
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return wellEscaped(rest) ? '' : undefined;
  const [authority] = rest.slice(2).split('/', 1);
  return wellEscaped(rest.slice(2 + authority.length)) ? authorityHost(scheme, authority) : undefined;
}
