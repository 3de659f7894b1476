import { InvalidInput } from '../../src/kube/invalid';

/** Runs what has to fail, and gives its message; fails the test when nothing was thrown, or something that is not meant for a user. */
export function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (e) {
    if (!(e instanceof InvalidInput)) { throw e; }
    expect(e.message).toMatch(/^\[[^\]]+\] \S/);
    expect(e.message).toMatch(/\n {2}fix {6}\S/);
    return e.message;
  }
  throw new Error('nothing was thrown');
}
