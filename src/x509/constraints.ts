import type { Certificate } from './certificate';
import { NameSubtrees } from './extensions';
import { blockContains, formatBlock, formatIp, IpBlock, parseIp } from './ip';
import { domainNameValid, Mailbox, parseMailbox } from './mailbox';
import { uriHost } from './uri';

/** The names of one certificate in the form constraints are matched against. */
interface Names {
  readonly ips: readonly Buffer[];
  readonly dns: readonly string[];
  readonly uris: readonly { uri: string; host: string }[];
  readonly emails: readonly Mailbox[];
}

/** A name that constraints cannot be applied to; it fails the chain wherever a CA above has any constraint. */
class UnusableName extends Error {}

/** True if a domain lies in the subtree: `example.com` with everything below it, `.example.com` only what is below, '' everything. */
function domainInSubtree(subtree: string, domain: string): boolean {
  const tree = subtree.toLowerCase();
  const name = domain.toLowerCase();
  return tree === '' || (name.endsWith(tree) && (tree.startsWith('.') || name.length === tree.length || name[name.length - tree.length - 1] === '.'));
}

/** The domain without its first label, with the dot; '' if there is one label only. */
function parent(domain: string): string {
  const dot = domain.indexOf('.');
  return dot < 0 ? '' : domain.slice(dot).toLowerCase();
}

/** The first subtree the domain lies in. `wildcards`: a wildcard also hits a subtree one of its expansions would lie in (excluded names). */
function findDomain(subtrees: readonly string[], domain: string, wildcards: boolean): string | undefined {
  return subtrees.find((tree) => domainInSubtree(tree, domain)
    || (wildcards && domain.startsWith('*') && parent(tree) !== '' && parent(tree) === parent(domain)));
}

function compareBlocks(a: IpBlock, b: IpBlock): number {
  return Buffer.compare(a.address, b.address) || a.prefix - b.prefix;
}

/** True if all of `inner` lies in `outer`. */
function blockCovers(outer: IpBlock, inner: IpBlock): boolean {
  const last = Buffer.from(inner.address);
  for (let bit = inner.prefix; bit < last.length * 8; bit++) {
    const weight = 2 ** (7 - bit % 8);
    const octet = Math.floor(bit / 8);
    if (Math.floor(last[octet] / weight) % 2 === 0) last[octet] += weight;
  }
  return blockContains(outer, inner.address) && blockContains(outer, last);
}

/**
 * The block the address lies in. Go sorts the blocks, drops the nested ones and looks only at the nearest one below the address;
 * the same is done here, because for blocks with host bits set (10.0.0.5/8) that is not the same as looking at all of them.
 */
function findBlock(blocks: readonly IpBlock[], address: Buffer): IpBlock | undefined {
  const kept: IpBlock[] = [];
  for (const block of blocks.filter((each) => each.address.length === address.length).sort(compareBlocks)) {
    if (kept.length === 0 || !blockCovers(kept[kept.length - 1], block)) kept.push(block);
  }
  const above = kept.findIndex((block) => Buffer.compare(block.address, address) >= 0);
  if (above >= 0 && kept[above].address.equals(address)) return kept[above];
  const nearest = kept[Math.max((above < 0 ? kept.length : above) - 1, 0)];
  return nearest && blockContains(nearest, address) ? nearest : undefined;
}

function findEmail(subtrees: readonly string[], mailbox: Mailbox, wildcards: boolean): string | undefined {
  const exact = subtrees.find((tree) => {
    const other = tree.includes('@') ? parseMailbox(tree) : undefined;
    return other && other.local === mailbox.local && other.domain.toLowerCase() === mailbox.domain;
  });
  return exact ?? findDomain(subtrees.filter((tree) => !tree.includes('@')), mailbox.domain, wildcards);
}

function urisOf(certificate: Certificate): { uri: string; host: string }[] {
  return certificate.uris.map((uri) => {
    const authority = uriHost(uri) ?? '';
    if (authority === '') throw new UnusableName(`the URI ${uri} has no host, so name constraints cannot be applied to it`);
    const bracketed = authority.startsWith('[') && authority.endsWith(']');
    const hasPort = authority.includes(':') && !authority.endsWith(']');
    const host = hasPort ? authority.slice(0, authority.lastIndexOf(':')) : authority;
    if (bracketed || host.startsWith('[') || parseIp(host.split('%')[0])) {
      throw new UnusableName(`the URI ${uri} has an IP address as host, so name constraints cannot be applied to it`);
    }
    if (host.includes(':') || (hasPort && /[[\]]/.test(authority))) throw new UnusableName(`the host of the URI ${uri} cannot be read`);
    return { uri, host };
  });
}

function emailsOf(certificate: Certificate): Mailbox[] {
  return certificate.emails.map((email) => {
    const mailbox = parseMailbox(email);
    if (!mailbox) throw new UnusableName(`the email address ${email} cannot be read, so name constraints cannot be applied to it`);
    return { local: mailbox.local, domain: mailbox.domain.toLowerCase() };
  });
}

type Finder = (subtrees: NameSubtrees, excluded: boolean) => string | undefined;

/** Every name with the way it is looked up, in the order they are judged. */
function lookups(names: Names): { kind: keyof NameSubtrees; name: string; usable: boolean; find: Finder }[] {
  return [
    ...names.ips.map((ip) => ({
      kind: 'ip' as const,
      name: `IP address ${formatIp(ip)}`,
      usable: true,
      find: ((trees) => {
        const block = findBlock(trees.ip, ip);
        return block && formatBlock(block);
      }) as Finder,
    })),
    ...names.dns.map((dns) => ({
      kind: 'dns' as const,
      name: `DNS name ${dns}`,
      usable: domainNameValid(dns, false),
      find: ((trees, excluded) => findDomain(trees.dns, dns, excluded)) as Finder,
    })),
    ...names.uris.map(({ uri, host }) => ({
      kind: 'uri' as const,
      name: `URI ${uri}`,
      usable: domainNameValid(host, false),
      find: ((trees, excluded) => findDomain(trees.uri, host, excluded)) as Finder,
    })),
    ...names.emails.map((mailbox) => ({
      kind: 'email' as const,
      name: `email address ${mailbox.local}@${mailbox.domain}`,
      usable: true,
      find: ((trees, excluded) => findEmail(trees.email, mailbox, excluded)) as Finder,
    })),
  ];
}

function judge(names: Names, authority: Certificate): string | undefined {
  const { permitted, excluded } = authority.nameConstraints!;
  for (const { kind, name, usable, find } of lookups(names)) {
    if (!usable) return `the ${name} cannot be read, so name constraints cannot be applied to it`;
    if (permitted[kind].length > 0 && find(permitted, false) === undefined) {
      const allowed = kind === 'ip' ? permitted.ip.map(formatBlock) : permitted[kind];
      return `the ${name} is not among the names that CA ${authority} may vouch for (${allowed.join(', ')})`;
    }
    const hit = excluded[kind].length > 0 ? find(excluded, true) : undefined;
    if (hit !== undefined) return `the ${name} is excluded by ${JSON.stringify(hit)} in the name constraints of CA ${authority}`;
  }
  return undefined;
}

/**
 * Why the names in a chain (leaf first, anchor last) break the name constraints of a CA above them; undefined if none does.
 * As in Go every subject alternative name of every certificate is judged, not only the name that is dialled, and the anchor's constraints count.
 */
export function constraintProblem(chain: readonly Certificate[]): string | undefined {
  for (const [i, certificate] of chain.entries()) {
    const authorities = chain.slice(i + 1).filter((above) => above.nameConstraints !== undefined);
    if (certificate.subjectAltName === undefined || authorities.length === 0) continue;
    try {
      const names = { ips: certificate.ipOctets, dns: certificate.dnsNames, uris: urisOf(certificate), emails: emailsOf(certificate) };
      for (const authority of authorities) {
        const problem = judge(names, authority);
        if (problem !== undefined) return problem;
      }
    } catch (error) {
      if (error instanceof UnusableName) return error.message;
      throw error;
    }
  }
  return undefined;
}

/** Why a CA may not vouch for some DNS names; undefined if it may. */
export function constraintOnDnsNames(dns: readonly string[], authorities: readonly Certificate[]): string | undefined {
  const names = { ips: [], dns: [...dns], uris: [], emails: [] };
  const constraining = authorities.filter((authority) => authority.nameConstraints !== undefined);
  return constraining.map((authority) => judge(names, authority)).find((problem) => problem !== undefined);
}
