import { createServer } from 'node:net';

/** A port of the loopback interface that nobody has now. A fixed one may be in use as the near end of somebody's connection. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().on('error', fail).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => { done(port); });
    });
  });
}
