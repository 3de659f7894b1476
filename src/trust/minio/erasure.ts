/** How MinIO spreads objects over the drives of a store. */
export interface ErasureLayout {
  /** drives in one set; an object lies in one set, with a part on each of its drives */
  readonly setSize: number;
  /** how many drives of a set may be lost, and its objects can still be read */
  readonly parity: number;
  /** how many servers may be gone, whichever they are, and every object can still be read */
  readonly readsWithout: number;
  /** how many servers may be gone, and objects can still be written; never more than for reading */
  readonly writesWithout: number;
}

const [SMALLEST_SET, LARGEST_SET] = [2, 16];

/**
 * How many drives MinIO puts into a set: the largest number from 2 to 16 that divides them and lies evenly over the first range of the argument, which is that of the
 * servers; undefined where there is none, and MinIO stops (minio 7aac2a2c5, cmd/endpoint-ellipses.go, getSetIndexes and possibleSetCountsWithSymmetry;
 * compared with its GetAllSets for 2 to 64 servers of 1 to 16 drives on 2026-11-23: no difference).
 *
 * @param first how many things the first range stands for; 1 where drives are written one by one
 */
export function setSizeOf(drives: number, first: number): number | undefined {
  for (let size = LARGEST_SET; size >= SMALLEST_SET; size--) {
    if (drives % size === 0 && (first > size ? first % size : size % first) === 0) { return size; }
  }
  return undefined;
}

/**
 * The layout of servers that each have the same number of drives; undefined where MinIO refuses them. A set's parity is that of
 * internal/config/storageclass (DefaultParityBlocks); with as much parity as data a write needs one drive more (cmd/erasure-object.go).
 */
export function erasureLayout(servers: number, drives: number): ErasureLayout | undefined {
  const setSize = setSizeOf(servers * drives, servers);
  if (setSize === undefined) { return undefined; }
  const parity = setSize < 4 ? 1 : setSize < 6 ? 2 : setSize < 8 ? 3 : 4;
  const ofOneServer = Math.max(1, setSize / servers);
  const spare = setSize === 2 * parity ? parity - 1 : parity;
  return { setSize, parity, readsWithout: Math.floor(parity / ofOneServer), writesWithout: Math.floor(spare / ofOneServer) };
}
