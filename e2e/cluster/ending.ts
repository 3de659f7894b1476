import { LostNode } from './lost-node';
import { Proxy } from './proxy';
import { Sender } from './traces';

/** Ends what the scenes of a file share, also where one of them came to no end: senders stop, and lost nodes come back. */
export async function ended(proxy: Proxy, senders: readonly Sender[]): Promise<void> {
  senders.forEach((sender) => { sender.stop(); });
  await LostNode.findAll();
  proxy.close();
}
