import { isMap } from '../values';
import { Maybe } from './maybe';
import { blockContains, IpBlock, parseIp } from '../../x509/ip';

/** Where pods of a cluster have their addresses: private ranges, the carrier's range (GKE, EKS), benchmark and reserved ranges (GKE). */
const POD_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', '240.0.0.0/4'].map((text) => readCidr(text) as IpBlock);

/** RFC 1918. */
const PRIVATE = POD_RANGES.slice(0, 3);

/** A CIDR as a block of addresses; undefined for text that is none. */
export function readCidr(text: unknown): IpBlock | undefined {
  const match = typeof text === 'string' ? /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(text) : null;
  const address = match ? parseIp(match[1]) : undefined;
  const prefix = Number(match?.[2]);
  return address && prefix <= address.length * 8 ? { address, prefix } : undefined;
}

/** Whether an address is in an `ipBlock`, and not in its exceptions. */
export function blockHas(ipBlock: unknown, address: Buffer): Maybe {
  const read = readBlock(ipBlock);
  if (!read) { return undefined; }
  return blockContains(read.block, address) && !read.except.some((e) => blockContains(e, address));
}

/**
 * Whether an `ipBlock` can hold addresses of pods. It is meant for addresses outside the cluster; some network plugins match pods with it too
 * and some do not, so that nothing but "no" is certain.
 */
export function blockMayHavePods(ipBlock: unknown): boolean {
  const read = readBlock(ipBlock);
  if (!read || read.block.address.length !== 4) { return true; }
  // Everything but the private ranges: what is meant is the internet, whatever else a network gives to pods.
  if (read.block.prefix === 0 && PRIVATE.every((range) => read.except.some((e) => within(range, e)))) { return false; }
  return POD_RANGES.some((range) => {
    const shared = within(range, read.block) ? range : within(read.block, range) ? read.block : undefined;
    return shared !== undefined && !read.except.some((e) => within(shared, e));
  });
}

/** An `ipBlock` in words. */
export function blockText(ipBlock: unknown): string {
  if (!isMap(ipBlock)) { return 'an ipBlock'; }
  const except = Array.isArray(ipBlock.except) && ipBlock.except.length > 0 ? ` except ${ipBlock.except.join(', ')}` : '';
  return `${String(ipBlock.cidr)}${except}`;
}

/** Whether a block is all inside another one of its family. */
export function within(inner: IpBlock, outer: IpBlock): boolean {
  return inner.prefix >= outer.prefix && blockContains(outer, inner.address);
}

function readBlock(ipBlock: unknown): { block: IpBlock; except: readonly IpBlock[] } | undefined {
  if (!isMap(ipBlock)) { return undefined; }
  const block = readCidr(ipBlock.cidr);
  const listed = ipBlock.except ?? [];
  const except = Array.isArray(listed) ? listed.map(readCidr) : [undefined];
  return block && !except.includes(undefined) ? { block, except: except as IpBlock[] } : undefined;
}
