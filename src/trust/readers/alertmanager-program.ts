import { ContainerContext } from '../containers';
import { Reading } from '../model';
import { programServer } from '../monitoring/program-server';
import { imageRepository } from '../versions';

/** Alertmanager without its operator (v0.28, cmd/alertmanager/main.go): a web server at port 9093, with TLS where --web.config.file says so. */
export function readAlertmanagerProgram(context: ContainerContext): Reading {
  const { container, words, init } = context;
  const named = words.some((word) => /(^|\/)alertmanager$/.test(word));
  const usual = /(^|\/)prom(etheus)?\/alertmanager$/.test(imageRepository(container.image)) && (words.length === 0 || words[0].startsWith('-'));
  return init || !(named || usual) ? {} : { servers: programServer(context, 'Alertmanager', 9093) };
}
