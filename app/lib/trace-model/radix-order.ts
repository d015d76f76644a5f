// Orders a million entries by a number in tens of milliseconds: a stable radix sort that moves indexes, not objects.

const BITS = 11;
const BUCKETS = 1 << BITS;
/** The largest double below 2^64: durations that round to 2^64 sort with it. */
const MAX_KEY = 2 ** 64 - 2048;

/**
 * The entries of `from` (all, in their order, by default) by ascending key; equal keys keep their order. Keys are whole
 * numbers from 0 to 2^64, read as `keys[entry]`.
 */
export function orderByKey(keys: Float64Array, from?: Uint32Array): Uint32Array {
  const order = from?.slice() ?? placesOf(keys.length);
  const count = order.length;
  let max = 0;
  let previous = -1;
  let isSorted = true;
  for (let i = 0; i < count; i++) {
    const key = keys[order[i] as number] as number;
    if (key > max) max = key;
    if (key < previous) isSorted = false;
    previous = key;
  }
  if (isSorted) return order;
  if (count < BUCKETS / 8) return order.sort((a, b) => (keys[a] as number) - (keys[b] as number));
  return radixSort(keys, order, Math.min(max, MAX_KEY));
}

/** Four times as fast as `Uint32Array.from` with a function. */
function placesOf(count: number): Uint32Array {
  const places = new Uint32Array(count);
  for (let i = 0; i < count; i++) places[i] = i;
  return places;
}

function radixSort(keys: Float64Array, order: Uint32Array, max: number): Uint32Array {
  const count = order.length;
  let source = order;
  let target: Uint32Array = new Uint32Array(count);
  const digits = new Uint16Array(count);
  const starts = new Uint32Array(BUCKETS);
  for (let scale = 1; scale <= max; scale *= BUCKETS) {
    starts.fill(0);
    for (let i = 0; i < count; i++) {
      // Dividing by a power of two is exact, and `&` drops the fraction and what is above 32 bits.
      const digit = (Math.min(keys[source[i] as number] as number, MAX_KEY) / scale) & (BUCKETS - 1);
      digits[i] = digit;
      starts[digit] = (starts[digit] as number) + 1;
    }
    let total = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const size = starts[bucket] as number;
      starts[bucket] = total;
      total += size;
    }
    for (let i = 0; i < count; i++) {
      const digit = digits[i] as number;
      const at = starts[digit] as number;
      starts[digit] = at + 1;
      target[at] = source[i] as number;
    }
    [source, target] = [target, source];
  }
  return source;
}
