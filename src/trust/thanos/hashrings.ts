import { ThanosCommand } from './command';
import { contentAt, Told } from './files';
import { isMap, items, Ref } from '../inventory';

/** The receivers that a receiver hands writes on to, by its hashrings (pkg/receive/config.go: JSON). */
export function hashringMembers(command: ThanosCommand): { readonly text: string; readonly ref: Ref }[] {
  const path = command.args.value('receive.hashrings-file');
  const told: Told = path === undefined ? { text: command.args.value('receive.hashrings'), ref: command.ref } : contentAt(command, path);
  if (told.text === undefined) { return []; }
  const members = rings(told.text).filter(isMap).flatMap((ring) => items(ring.endpoints));
  const texts = members.map((member) => (isMap(member) ? member.address : member));
  return [...new Set(texts)].filter((text): text is string => typeof text === 'string').map((text) => ({ text, ref: told.ref }));
}

function rings(text: string): any[] {
  try {
    return items(JSON.parse(text));
  } catch {
    return [];
  }
}
