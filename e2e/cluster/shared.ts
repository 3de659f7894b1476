import { LostNode } from './lost-node';
import { Proxy } from './proxy';
import { Sender } from './traces';

/** What the scenes of a file share. */
export interface Shared {
  /** there once the scenes run */
  readonly proxy: Proxy;
  /** who is stopped at the end, also where a scene came to none */
  readonly senders: Sender[];
}

/** Begins and ends it with the file: at the end senders stop, and lost nodes come back. */
export function sharedByScenes(): Shared {
  let proxy: Proxy | undefined;
  const senders: Sender[] = [];
  beforeAll(async () => { proxy = await Proxy.start(); });
  afterAll(async () => {
    senders.forEach((sender) => { sender.stop(); });
    await LostNode.findAll();
    proxy?.close();
  });
  return { senders, get proxy() { return proxy!; } };
}
