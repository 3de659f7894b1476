import { ContainerContext, containerRef } from '../containers';
import { Client } from '../model';
import { imageRepository } from '../versions';
import { ContainerCall } from './calls';
import { dialling, shownUrl } from './dial';
import { wgetVerifies } from './images';
import { last, on, readOptions } from './options';
import { identityAt, trustOf } from './trust';

const VALUES = [
  '--ca-certificate', '--ca-directory', '--certificate', '--private-key', '--output-document|-O', '--output-file|-o', '--append-output|-a', '--timeout|-T', '--tries|-t', '--header',
  '--post-data', '--post-file', '--body-data', '--body-file', '--method', '--user', '--password', '--user-agent|-U', '--directory-prefix|-P', '--wait|-w', '--waitretry', '--quota|-Q',
  '--execute|-e', '--input-file|-i', '--base|-B', '--secure-protocol', '--ciphers', '--proxy|-Y', '--connect-timeout', '--read-timeout', '--dns-timeout', '--bind-address', '--config',
];

/**
 * wget: GNU's verifies with the system's roots, or with --ca-certificate; the one of the busybox image verifies nothing and says so
 * (busybox, networking/wget.c: "TLS certificate validation not implemented"). Which one an image has does not always show.
 */
export function readWget(context: ContainerContext, call: ContainerCall): Client[] {
  const line = readOptions(call.words.slice(1), { values: VALUES, letters: true });
  if (!line || line.options.has('--config') || ['https_proxy', 'http_proxy'].some((name) => (call.variable(name) ?? '') !== '')) { return []; }
  const busybox = /(^|\/)busybox$/.test(imageRepository(context.container.image));
  const file = last(line, '--ca-certificate');
  const certificate = last(line, '--certificate');
  return line.words.flatMap((text) => {
    const url = shownUrl(text);
    if (!url) { return []; }
    return dialling(context, call, call.must, {
      product: 'wget',
      commonName: true, // 1.21.3, tried
      ...url,
      trust: file === undefined && !wgetVerifies(context.container.image)
        ? { system: true, bundles: [{ ref: containerRef(context) }] } : trustOf(context, { file, variable: call.variable }),
      ...(busybox || on(line, '--no-check-certificate') ? { skipVerify: true } : {}),
      ...(certificate === undefined ? {} : { identity: identityAt(context, certificate, last(line, '--private-key')) }),
    });
  });
}
