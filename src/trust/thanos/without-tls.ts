import { ThanosCommand } from './command';
import { queried } from './endpoint-faults';
import { usesGlobal, WrittenTls } from './endpoint-file';
import { isAtLeast, isBefore } from './endpoints';
import { SINCE } from './version-facts';
import { Violation } from '../model';

/** Settings of TLS that leave it switched off; undefined for components without clients of gRPC. */
export function settingsWithoutTls(command: ThanosCommand): Violation[] | undefined {
  if (command.component === 'receive') {
    // Before v0.35 the server's own flags switched the client's TLS on.
    return isAtLeast(command.version, 35) ? ofFlags(command, 'remote-write.client-tls', 'remote-write.client-server-name') : undefined;
  }
  const all = queried(command);
  if (!all) { return undefined; }
  const usesFlags = all.endpoints.some((endpoint) => endpoint.tls === all.flags);
  return [...(usesFlags ? ofFlags(command, 'grpc-client-tls', 'grpc-client-server-name') : []), ...(isBefore(command.version, SINCE.clientConfig) ? [] : ofFile(command))];
}

function ofFlags(command: ThanosCommand, prefix: string, serverName: string): Violation[] {
  const { args } = command;
  if (args.isOn(`${prefix}-secure`) || !args.complete || args.flags(`${prefix}-secure`).some(({ known }) => !known)) { return []; }
  // Somebody who writes --…-secure=false, or --no-…-secure, knows.
  if (args.has(`${prefix}-secure`) || args.has(`no-${prefix}-secure`)) { return []; }
  const given = [`${prefix}-ca`, `${prefix}-cert`, `${prefix}-key`, `${prefix}-skip-verify`, serverName].filter((name) => args.has(name) && args.value(name) !== '' && switchedOn(command, name));
  return given.length === 0 ? [] : [{ message: `${given.map((name) => `--${name}`).join(', ')} without --${prefix}-secure: everything is dialled without TLS`, resource: command.ref }];
}

function switchedOn({ args }: ThanosCommand, name: string): boolean {
  return !name.endsWith('-skip-verify') || args.isOn(name);
}

function ofFile(command: ThanosCommand): Violation[] {
  const all = queried(command);
  if (!all?.file || !all.told) { return []; }
  const { ref } = all.told;
  const related = ref === command.ref ? [] : [command.ref];
  const say = (at: string, client: WrittenTls) => ({ message: `${at} sets ${names(client)}, and nothing that switches TLS on: it is dialled without`, resource: ref, related });
  const { defaults } = all.file;
  const fromDefaults = !usesGlobal(defaults) && defaults.enabled === undefined && !all.global.enabled ? [say('default_client_config', defaults)] : [];
  return [...fromDefaults, ...all.endpoints.flatMap(({ own, tls, ownIgnored, address }) =>
    (own && !usesGlobal(own) && own.enabled === undefined && !tls.enabled && !ownIgnored ? [say(`client_config of ${address.text}`, own)] : []))];
}

function names({ serverName, minVersion }: WrittenTls): string {
  return [serverName === '' ? '' : `server_name ${serverName}`, minVersion === undefined ? '' : `min_version ${minVersion}`].filter((text) => text !== '').join(' and ');
}
