// Which buckets of spans are counted next, and how far around a bucket parents and children are looked for. Pure.
import type { BucketRow } from '#app/lib/telemetry/services-edges.ts';

const BUCKET_SECONDS = 300;
/** Parents and children are looked for up to an hour away, */
const FARTHEST_SECONDS = 3_600;
/** less far where that were more spans than this; the buckets next to it always. */
const MOST_SPANS = 20_000_000;

/** Buckets that have other spans than were counted: the newest that has begun, then from the oldest on. */
export function dueBuckets(all: readonly BucketRow[], nowSeconds: number): BucketRow[] {
  const due = all.filter(({ spans, counted }) => spans !== counted);
  const newest = due.findLast(({ bucket }) => bucket <= nowSeconds);
  return newest === undefined ? due : [newest, ...due.filter((row) => row !== newest)];
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
