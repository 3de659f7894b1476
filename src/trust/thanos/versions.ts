import { ThanosCommand } from './command';
import { isAtLeast, isBefore } from './endpoints';
import { KNOWN_FLAGS } from './version-facts';
import { Violation } from '../model';

/** Flags that this version or component does not have: the process exits with "unknown long flag". */
export function unknownFlags(command: ThanosCommand): Violation[] {
  const { args, component, version, ref } = command;
  return args.names.flatMap((name): Violation[] => {
    const flag = Object.prototype.hasOwnProperty.call(KNOWN_FLAGS, name) ? KNOWN_FLAGS[name] : undefined;
    if (!flag || component === 'tools') { return []; }
    const fix = flag.instead === undefined ? {} : { fix: flag.instead };
    const say = (what: string) => [{ message: `--${name}: ${what}`, resource: ref, ...fix }];
    if (!flag.of.includes(component)) { return say(`thanos ${component} has no such flag (it is one of thanos ${flag.of.join(', ')})`); }
    if (flag.until === 0) { return say('no version of Thanos has such a flag'); }
    if (flag.since !== undefined && isBefore(version, flag.since)) { return say(`it came with v0.${flag.since}, and this is v${version?.join('.')}`); }
    return flag.until !== undefined && isAtLeast(version, flag.until) ? say(`it went with v0.${flag.until}, and this is v${version?.join('.')}`) : [];
  });
}

const EITHER = ['endpoint.sd-config', 'objstore.config', 'query.config', 'alertmanagers.config', 'remote-write.config', 'tracing.config', 'selector.relabel-config',
  'query-frontend.downstream-tripper-config', 'prometheus.http-client', 'query-range.response-cache-config', 'labels.response-cache-config', 'index-cache.config'];

/** Flags of which only one may be given: the process exits with "both … flags set". */
export function bothFlags(command: ThanosCommand): Violation[] {
  const given = (name: string) => command.args.flags(name).some((flag) => flag.value !== '');
  return EITHER.filter((name) => given(name) && given(`${name}-file`))
    .map((name) => ({ message: `both --${name} and --${name}-file are given`, resource: command.ref }));
}
