// Which buckets of spans are counted next, and how far around a bucket parents and children are looked for. Pure.
import type { BucketRow } from '#app/lib/telemetry/services-edges.ts';

const BUCKET_SECONDS = 300;
/** Parents and children are looked for up to an hour away, */
const FARTHEST_SECONDS = 3_600;
/** less far where that were more spans than this; the buckets next to it always. */
const MOST_SPANS = 20_000_000;

/** Buckets that are counted together, */
const MOST_TOGETHER = 12;
/** unless they have more spans than this. */
const MOST_SPANS_TOGETHER = 2_000_000;

/**
 * Buckets that have other spans than were counted, or whose count was broken off, in the order in which they are counted: the
 * newest that has begun by itself, then in turns some of the oldest and some of the newest, so that none waits for ever and
 * the last hours are there soon. `newestFirst`: which of these turns comes first.
 */
export function dueBatches(
  all: readonly BucketRow[],
  nowSeconds: number,
  newestFirst: boolean,
): BucketRow[][] {
  const due = all.filter(
    ({ spans, counted, version, written }) => spans !== counted || BigInt(written) > BigInt(version),
  );
  const newest = due.findLast(({ bucket }) => bucket <= nowSeconds);
  const rest = due.filter((row) => row !== newest);
  const batches = newest === undefined ? [] : [[newest]];
  for (let isNewest = newestFirst; rest.length > 0; isNewest = !isNewest) {
    const ordered = isNewest ? [...rest].reverse() : rest;
    let spans = 0;
    const fits = ordered.slice(0, MOST_TOGETHER).findIndex((row, index) => {
      spans += Number(row.spans);
      return index > 0 && spans > MOST_SPANS_TOGETHER;
    });
    const count = fits < 0 ? Math.min(MOST_TOGETHER, rest.length) : fits;
    batches.push(isNewest ? rest.splice(-count) : rest.splice(0, count));
  }
  return batches;
}

/** The buckets with spans around one, the nearest first. */
export function aroundOf(bucket: number, all: readonly BucketRow[]): BucketRow[] {
  const distance = (row: BucketRow) => Math.abs(row.bucket - bucket);
  const near = all
    .filter((row) => row.bucket !== bucket && distance(row) <= FARTHEST_SECONDS)
    .sort((a, b) => distance(a) - distance(b) || a.bucket - b.bucket);
  let spans = 0;
  return near.filter((row) => {
    spans += Number(row.spans);
    return spans <= MOST_SPANS || distance(row) <= BUCKET_SECONDS;
  });
}
