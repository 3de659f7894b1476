import { readUrl } from '../addresses';
import { ContainerContext, containerRef } from '../containers';
import { Address, Client, Material, Trust } from '../model';
import { ContainerCall } from './calls';
import { Must, UNKNOWN } from '../shell/run';

/** A program's way to a server. */
export interface Dial {
  readonly product: string;
  readonly address: Address;
  readonly tls: boolean;
  readonly trust: Trust;
  readonly skipVerify?: boolean;
  readonly serverName?: string;
  readonly commonName?: boolean;
  readonly identity?: Material;
}

const OWN_POD = /^(localhost|127\..*|::1|0\.0\.0\.0)$/;

/** Whether a host is the pod that dials it. */
export function isOwnPod(host: string): boolean {
  return OWN_POD.test(host);
}

/**
 * A client. In its own pod it is one only where it can fail for more than the scheme of a probe, about which there is a rule: whether something is alive is
 * asked without verification, as the kubelet asks it.
 */
export function dialling(context: ContainerContext, call: ContainerCall, must: Must, dial: Dial): Client[] {
  const { host } = dial.address;
  const beside = isOwnPod(host);
  if (host.includes(UNKNOWN) || (beside && (context.init || dial.skipVerify === true || (!dial.tls && /Probe\./.test(call.field))))) { return []; }
  return [{
    ref: containerRef(context, call.field),
    namespace: context.namespace,
    labels: context.labels,
    ...dial,
    ...(beside ? { beside } : {}),
    ...(must === -1 ? { expectsRefusal: true } : {}),
    ...(must === 0 ? { mayFail: true } : {}),
  }];
}

/** An URL whose host and port show, whatever its path is. */
export function shownUrl(text: string): { tls: boolean; address: Address } | undefined {
  const url = readUrl(text.replace(/^(https?:\/\/[^/?#]*)[^]*$/i, '$1'));
  return url && !url.address.text.includes(UNKNOWN) ? url : undefined;
}
