import { isIPv4, isIPv6 } from 'node:net';

/**
 * 4 or 6 for an address of that version, 0 for another text: what `node:net` says, which looks at every text with an expression for IPv6 that takes
 * 5 ms to compile. A text without a colon is spared it.
 */
export function isIP(text: string): 0 | 4 | 6 {
  return isIPv4(text) ? 4 : text.includes(':') && isIPv6(text) ? 6 : 0;
}

/** The 4 or 16 octets of an address, or undefined if the text is none. Zones (`%eth0`) belong to no certificate. */
export function parseIp(text: string): Buffer | undefined {
  const version = isIP(text);
  if (version === 4) return Buffer.from(text.split('.').map(Number));
  if (version !== 6 || text.includes('%')) return undefined;

  const groups = (part: string): number[] => part === '' ? [] : part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [parseInt(group, 16)];
    const [a, b, c, d] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
  const [head, tail] = text.split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const all = [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
  return Buffer.from(all.flatMap((group) => [Math.floor(group / 256), group % 256]));
}

const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');

/** The 4 octets of an IPv4 address that is written as IPv6 (`::ffff:a.b.c.d`); anything else unchanged. */
export function unmapIp(octets: Buffer): Buffer {
  return octets.length === 16 && octets.subarray(0, 12).equals(MAPPED) ? octets.subarray(12) : octets;
}

/** The one canonical text of an address (RFC 5952; mapped IPv4 as IPv4), so that equal addresses have equal texts. */
export function formatIp(octets: Buffer): string {
  const address = unmapIp(octets);
  if (address.length === 4) return Array.from(address).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => address.readUInt16BE(i * 2).toString(16));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  if (best.start < 0) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

/** An address block as name constraints carry it: an address, possibly with host bits set, and how many leading bits count. */
export interface IpBlock {
  readonly address: Buffer;
  readonly prefix: number;
}

/** The prefix length of a mask, or undefined if ones follow zeros. */
export function maskPrefix(mask: Buffer): number | undefined {
  const bits = Array.from(mask, (octet) => octet.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}

/** CIDR text of a block. */
export function formatBlock(block: IpBlock): string {
  return `${block.address.length === 16 && unmapIp(block.address).length === 4 ? '::ffff:' : ''}${formatIp(block.address)}/${block.prefix}`;
}

/** True if the address lies in the block. IPv4 written as IPv6 counts as IPv4 on both sides. */
export function blockContains(block: IpBlock, octets: Buffer): boolean {
  const network = unmapIp(block.address);
  const address = unmapIp(octets);
  if (network.length !== address.length) return false;
  const prefix = network.length === block.address.length ? block.prefix : Math.max(0, block.prefix - 96);
  const whole = Math.floor(prefix / 8);
  if (!network.subarray(0, whole).equals(address.subarray(0, whole))) return false;
  const unit = 2 ** (8 - prefix % 8);
  return prefix % 8 === 0 || Math.floor(network[whole] / unit) === Math.floor(address[whole] / unit);
}
