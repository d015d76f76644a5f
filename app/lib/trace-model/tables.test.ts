// The tables under the model: sorting, ids and pairs, against JavaScript's own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdIndex, wordsOf } from './id-index.ts';
import { PairIndex } from './pair-index.ts';
import { orderByKey } from './radix-order.ts';

/** Enough for the radix sort, which small inputs are spared. */
const MANY = { minLength: 300, maxLength: 600 };

describe('orderByKey', () => {
  const key = fc.oneof(
    fc.nat(5),
    fc.nat(5_000),
    fc.maxSafeNat(),
    fc.double({ min: 2 ** 53, max: 2 ** 64, noNaN: true }),
  );

  it('orders as a stable sort does, from any order', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(key, MANY), fc.array(key)), fc.boolean(), (list, isReversed) => {
        const keys = Float64Array.from(list);
        const from = Uint32Array.from(list.keys());
        if (isReversed) from.reverse();
        // Beyond the last double below 2^64 all keys are equal to the radix sort.
        const bounded = keys.map((each) => Math.min(each, 2 ** 64 - 2048));
        const expected = [...from].sort((a, b) => (bounded[a] ?? 0) - (bounded[b] ?? 0));
        const found = orderByKey(keys, isReversed ? from : undefined);
        expect(Array.from(found, (place) => bounded[place])).toEqual(expected.map((place) => bounded[place]));
        if (Math.max(0, ...list) <= 2 ** 53) expect([...found]).toEqual(expected);
      }),
    );
  });
});

describe('IdIndex', () => {
  it('finds the first of equal ids, or the one put in its place', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), fc.nat(3), (drawn, repeats) => {
        const ids = BigUint64Array.from([...drawn, ...drawn.slice(0, repeats), 0n, 1n]);
        const words = wordsOf(ids);
        const find = (i: number) => index.find(words[i * 2] ?? 0, words[i * 2 + 1] ?? 0);
        const index = new IdIndex(ids);
        for (let i = 0; i < ids.length; i++) {
          const first = ids.indexOf(ids[i] ?? 0n);
          expect(index.add(i)).toBe(first === i ? -1 : first);
        }
        for (let i = 0; i < ids.length; i++) expect(find(i)).toBe(ids.indexOf(ids[i] ?? 0n));
        for (let i = 0; i < ids.length; i++) index.replace(i);
        for (let i = 0; i < ids.length; i++) expect(find(i)).toBe(ids.lastIndexOf(ids[i] ?? 0n));
        expect(new IdIndex(ids).find(0, 0)).toBe(-1);
      }),
    );
  });
});

describe('PairIndex', () => {
  it('numbers pairs in the order in which they come, however many', () => {
    const number = fc.oneof(fc.nat(20), fc.nat(0xffff_ffff));
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { maxLength: 500 }), (pairs) => {
        const index = new PairIndex();
        const known = new Map<string, number>();
        for (const [a, b] of pairs) {
          const name = `${a} ${b}`;
          if (!known.has(name)) known.set(name, known.size);
          expect(index.numberOf(a, b)).toBe(known.get(name));
        }
        expect(index.count).toBe(known.size);
      }),
    );
  });
});
