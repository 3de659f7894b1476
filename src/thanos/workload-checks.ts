import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ThanosExposure } from './exposure';
import { ThanosFamily } from './family';
import { ThanosImage } from './images';
import { ThanosListener } from './listener';
import { ThanosPodOptions } from './pod-options';
import { ThanosVersion } from './thanos-version';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { invalid } from '../kube/invalid';
import { requireBoolean, requireDuration, requireMade, requireMap } from '../kube/kinds';
import { requireInteger, requireLabel, requireList, requireOneOf } from '../kube/text';
import { TlsVersion } from '../kube/tls-version';
import { checkPodWords } from '../kube/vocabulary';
import { SINCE } from '../trust/thanos/version-facts';

/** Refuses properties of a pod that can never work. */
export function checkPodOptions(where: IConstruct, props: ThanosPodOptions): void {
  if (props.image !== undefined) { requireMade(where, 'image', props.image, ThanosImage, "ThanosImage.of('registry/repository:tag')"); }
  if (props.imagePullPolicy !== undefined) { requireOneOf(where, 'imagePullPolicy', props.imagePullPolicy, Object.values(ImagePullPolicy)); }
  requireList<string>(where, 'imagePullSecrets', props.imagePullSecrets ?? []).forEach((name, i) => requireLabel(where, `imagePullSecrets[${i}]`, name, 253));
  if (props.uid !== undefined) { requireInteger(where, 'uid', props.uid, 1, 2147483647); }
  if (props.platformUser !== undefined) { requireBoolean(where, 'platformUser', props.platformUser); }
  checkPodWords(where, props);
  for (const field of ['specOverrides', 'metadata'] as const) {
    if (props[field] !== undefined) { requireMap(where, field, props[field], 'a map'); }
  }
  for (const field of ['tolerations', 'topologySpreadConstraints'] as const) {
    if (props[field] !== undefined) { requireList(where, field, props[field]); }
  }
  if (props.uid !== undefined && props.platformUser) {
    throw invalid(where, { what: 'uid and platformUser exclude each other', got: props.uid, fix: 'leave one of them out' });
  }
}

/** Variables of the user, beside those of this library. */
export function checkExtraEnv(
  where: IConstruct, extraEnv: { readonly [name: string]: unknown } | undefined, own: readonly { readonly [key: string]: any }[],
): void {
  const taken = own.map(({ name }) => String(name));
  for (const [name, value] of Object.entries(requireMap(where, 'extraEnv', extraEnv ?? {}, 'a map of names to texts'))) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || typeof value !== 'string') {
      throw invalid(where, { what: 'extraEnv has an entry that is no environment variable', got: { [name]: value }, allowed: 'names of letters, digits and "_"; text values', fix: "write { GOGC: '75' }" });
    }
    if (taken.includes(name)) {
      throw invalid(where, { what: 'extraEnv sets a variable that this library sets', got: name, allowed: `any but ${taken.join(', ')}`, fix: 'use the property for it, or specOverrides' });
    }
  }
}

/** The listeners of a component: what each of them is, and whether the version can do it. */
export function checkListeners(where: IConstruct, listeners: { readonly [field: string]: ThanosListener }, version: ThanosVersion): void {
  for (const [name, listener] of Object.entries(listeners)) {
    const field = name.replace(/-\w/g, (letter) => letter[1].toUpperCase()); // the property, not the port
    requireMade(where, field, listener, ThanosListener, 'ThanosListener.mutualTls({ certificate, clientCa })');
    if (field !== 'http' && listener._kind !== 'plaintext' && listener._minVersion === TlsVersion.V1_2 && !version._since(SINCE.serverMinVersion)) {
      throw invalid(where, {
        what: `${field} allows TLS 1.2, which Thanos ${version} cannot: --grpc-server-tls-min-version came with v0.37`,
        got: listener._minVersion,
        allowed: 'TLS 1.3, which is all that servers from v0.26 to v0.36 speak',
        fix: 'leave minTlsVersion out, or choose v0.37 or newer',
      });
    }
  }
}

/** How many pods there are. */
export function checkReplicas(where: IConstruct, replicas: unknown, family: ThanosFamily): number {
  const count = requireInteger(where, 'replicas', replicas ?? family.defaultReplicas, 1, 1000);
  const most = family.mostReplicas;
  if (most && count > most.count) {
    throw invalid(where, { what: `more than ${most.count} pods cannot work: ${most.why}`, got: count, allowed: `${most.count}`, fix: 'leave replicas out' });
  }
  return count;
}

/** After which time connections are made anew, in Go's words. */
export function checkConnectionAge(where: IConstruct, age: Duration | undefined): Duration {
  const chosen = age === undefined ? Duration.minutes(60) : requireDuration(where, 'maxConnectionAge', age);
  const seconds = chosen.toSeconds();
  if (seconds < 60 || seconds > 86400) {
    throw invalid(where, {
      what: 'maxConnectionAge is out of range',
      saw: chosen.toHumanString(),
      allowed: 'from one minute to one day: between handshakes nobody looks at a certificate again',
      fix: 'use Duration.minutes(60)',
    });
  }
  return chosen;
}

/** A way in from outside, which only mutual TLS may guard, and behind which only one answer may be. */
export function checkExposure(where: IConstruct, exposure: ThanosExposure, grpc: ThanosListener, interchangeable: boolean, replicas: number): void {
  requireMade(where, 'exposure', exposure, ThanosExposure, "ThanosExposure.loadBalancer('thanos.eu1.example.com')");
  if (grpc._kind !== 'mutualTls') {
    throw invalid(where, {
      what: `exposure leads from outside to a server that asks nobody who they are (${grpc._kind === 'plaintext' ? 'plaintext' : 'TLS without client certificates'})`,
      got: exposure.address,
      allowed: 'mutual TLS: whoever reaches the port reads every series, and Thanos has no other lock',
      fix: 'grpc: ThanosListener.mutualTls({ certificate, clientCa })',
    });
  }
  if (!interchangeable && replicas > 1) {
    throw invalid(where, {
      what: `exposure leads to any one of ${replicas} pods that hold different data, so that most of it would be missing from answers`,
      got: exposure.address,
      allowed: 'one pod, or a component whose pods answer alike',
      fix: 'expose a querier in front of them',
    });
  }
}
