const Sequencer = require('@jest/test-sequencer').default;

/** The tests that wait longest for their servers: begun first, so that at the end no worker is left alone with one. */
const LONGEST = ['distributed-minio', 'minio', 'thanos-resolution', 'connection-check', 'api-server', 'side-by-side', 'thanos-rotation'];

const place = ({ path }) => {
  const found = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.ts`));
  return found < 0 ? LONGEST.length : found;
};

module.exports = class extends Sequencer {
  sort(tests) { return [...tests].sort((a, b) => place(a) - place(b) || (a.path < b.path ? -1 : 1)); }
};
