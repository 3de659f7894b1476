import { ThanosCommand } from './command';
import { isBefore } from './endpoints';
import { Violation } from '../model';

const SWITCH = /^(no-)?.*-tls-(secure|skip-verify)$/;

/** Flags about TLS of which there is one: those of cipher suites and curves may be repeated (v0.42.4, cmd/thanos/config.go). */
const ONCE = /^(no-)?(.*-tls-(secure|skip-verify|cert|key|ca|client-ca|min-version)|.*-server-name|http\.config)$/;

/** Arguments about TLS that the parser of the command line refuses (kingpin v2.4.0, parser.go and app.go: setValues; each was given to thanos v0.42.4). */
export function refusedArguments(command: ThanosCommand): Violation[] {
  const { args, component, ref, version } = command;
  if (component === 'tools') { return []; }
  return args.names.flatMap((name): Violation[] => {
    const given = args.flags(name);
    const valued = SWITCH.test(name) ? given.find(({ value, written }) => value !== undefined || written !== undefined) : undefined;
    if (valued) {
      const off = /^(false|0|f)$/i.test(valued.value ?? '');
      return [{
        message: `--${name}=${valued.value ?? valued.written}: a switch takes no value ("unexpected ${valued.value ?? 'value'}")`,
        resource: ref,
        fix: off ? `leave --${name} out` : `write --${name}`,
      }];
    }
    // A switch and its opposite are one flag.
    const all = given.length + (SWITCH.test(name) && !name.startsWith('no-') ? args.flags(`no-${name}`).length : 0);
    return all < 2 || !ONCE.test(name) || isBefore(version, 31) ? [] : [{ message: `--${name} is given ${all} times, and may be given once`, resource: ref, fix: 'leave one of them' }];
  });
}
