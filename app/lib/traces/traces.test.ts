// Cursors, bounds, ids, ranks and differences of traces: what needs no engine.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSearch } from '#app/lib/search/parse.ts';
import type { BoxValueRow } from '#app/lib/telemetry/traces-charts.ts';
import { readBounds } from './bounds.ts';
import { decodeSpanCursor, decodeTraceCursor, encodeSpanCursor, encodeTraceCursor } from './cursor.ts';
import { differencesOf } from './differences.ts';
import { idForms } from './ids.ts';
import { lines } from './lines.ts';
import { rankAmong } from './rank.ts';
import { isRare } from './rare.ts';
import { traceSearchRequest } from './schema.ts';

const ns = fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n });
const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const range = fc
  .record({ fromNs: ns, more: fc.bigInt({ min: 1n, max: 10n ** 17n }) })
  .map(({ fromNs, more }) => ({ fromNs, toNs: fromNs + more }));
const pace = fc.option(ns, { nil: undefined });

describe('cursors', () => {
  test('say what they were given, and fit into a request', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('newest', 'slowest', 'spans', 'errors'),
        ns,
        fc.option(hash),
        range,
        pace,
        (sort, measure, id, within, paceNs) => {
          const cursor = { sort, measure, hash: id, range: within, paceNs };
          const text = encodeTraceCursor(cursor);
          expect(decodeTraceCursor(text, sort)).toEqual(cursor);
          expect(traceSearchRequest.parse({ cursor: text }).cursor).toBe(text);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('newest', 'slowest'),
        ns,
        fc.option(hash),
        hash,
        fc.nat(1e6),
        range,
        pace,
        (sort, timestampNs, id, durationNs, skip, within, paceNs) => {
          const after = id === null ? null : { timestampNs, durationNs, hash: id, skip };
          const cursor = { sort, after, timestampNs, range: within, paceNs };
          expect(decodeSpanCursor(encodeSpanCursor(cursor), sort)).toEqual(cursor);
        },
      ),
    );
  });

  test('of anybody else are refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.constant('t1.newest.1.1.5.5.-').map((text) => Buffer.from(text).toString('base64url')),
        ),
        (text) => {
          expect(() => decodeTraceCursor(text, 'newest')).toThrow(/cursor/);
          expect(() => decodeSpanCursor(text, 'newest')).toThrow(/cursor/);
        },
      ),
    );
  });
});

test.each([
  [{ minDuration: '250ms' }, 250_000_000n, undefined],
  [{ minDuration: 250 }, 250_000_000n, undefined],
  [{ minDuration: 0.0005, maxDuration: '1.5s' }, 500n, 1_500_000_000n],
  [{ minDuration: ' 2m ', maxDuration: '1h' }, 120_000_000_000n, 3_600_000_000_000n],
  [{ minDuration: '', maxDuration: '999999h' }, undefined, 3_599_996_400_000_000_000n],
  [{ maxDuration: '9e300s' }, undefined, 2n ** 63n - 1n],
])('bounds %j', (request, minNs, maxNs) => {
  expect(readBounds(request)).toEqual({ minNs, maxNs });
});

test.each(['5MB', 'abc', '-1s', '1s2', 'NaN'])('%s is no duration', (minDuration) => {
  expect(() => readBounds({ minDuration })).toThrow(/minDuration/);
});

test.each([
  ['ABC', 16, ['ABC', 'abc', '0000000000000abc']],
  [
    '0xABCDEF0123456789',
    16,
    ['0xABCDEF0123456789', '0xabcdef0123456789', '0XABCDEF0123456789', 'abcdef0123456789'],
  ],
  ['hello world', 32, ['hello world', 'HELLO WORLD']],
] as const)('%s may be stored as', (text, digits, forms) => {
  expect(idForms(text, digits)).toEqual(forms);
});

test.each([
  ['request.id:550e8400-e29b-41d4-a716-446655440000', true],
  ['service:cart trace_id:0123456789abcdef0123456789abcdef', true],
  ['http.route:/cart', false],
  ['service:cart OR request.id:0123456789abcdef', false],
  ['NOT request.id:0123456789abcdef', false],
  ['user.id:12345', false],
  ['service:feedfacedeadbeef', false],
  ['', false],
])('%s is about something rare: %s', (query, expected) => {
  expect(isRare(parseSearch(query, () => true).tree)).toBe(expected);
});

describe('ranks', () => {
  const levels = [0.25, 0.5, 0.75];
  test.each([
    [5, 0],
    [10, 0.25],
    [15, 0.375],
    [25, 0.625],
    [30, 1],
    [99, 1],
  ])('of %d among 10, 20, 30', (value, rank) => {
    expect(rankAmong(value, [10, 20, 30], levels)).toBe(rank);
  });
  test('of a value that many have is the highest of them', () => {
    expect(rankAmong(7, [7, 7, 9], levels)).toBe(0.5);
  });
});

describe('differences', () => {
  const row = (inside: number, key: string, value: string, spans: number, all = spans): BoxValueRow => ({
    inside,
    scope: key === '' ? 'own' : 'attributes',
    key,
    value,
    spans: String(spans),
    all: String(all),
  });
  const totals = [row(1, '', '', 100), row(0, '', '', 400)];

  test('are half the sum of the differences of shares', () => {
    // Selected: 60 a, 40 b; others: 100 a, 100 b, 200 without: |0.6 - 0.25| + |0.4 - 0.25| + |0 - 0.5| = 1, half of it.
    const { fields } = differencesOf([
      ...totals,
      row(1, 'k', 'a', 60, 100),
      row(1, 'k', 'b', 40, 100),
      row(0, 'k', 'a', 100, 200),
      row(0, 'k', 'b', 100, 200),
    ]);
    expect(fields).toHaveLength(1);
    expect(fields[0]?.difference).toBeCloseTo(0.5);
    expect(fields[0]?.values[0]).toEqual({ value: 'a', selected: 0.6, others: 0.25 });
  });

  test('of ids, which occur once each, are none; of a field that only one side has they are whole', () => {
    const ids = [1, 0].flatMap((inside) =>
      Array.from({ length: 50 }, (_, n) => row(inside, 'id', `${inside}-${n}`, 1, inside === 1 ? 100 : 400)),
    );
    const texts = Array.from({ length: 50 }, (_, n) => row(1, 'text', `${n}`, 1, 100));
    const { fields } = differencesOf([...totals, ...ids, ...texts]);
    expect(fields.map(({ key, difference }) => [key, difference])).toEqual([['text', 1]]);
  });

  test('the service is told once, not as an attribute of its resource too', () => {
    const service = [1, 0].map((inside) => row(inside, 'service', `${inside}`, 100, 100));
    const twice = [
      ...service.map((each) => ({ ...each, scope: 'own' as const })),
      ...service.map((each) => ({ ...each, scope: 'resource' as const, key: 'service.name' })),
    ];
    const names = (rows: readonly BoxValueRow[]) =>
      differencesOf([...totals, ...rows]).fields.map(({ key }) => key);
    expect(names(twice)).toEqual(['service']);
    expect(names(twice.slice(2))).toEqual(['service.name']);
  });

  test('with nothing on one side there are none', () => {
    expect(differencesOf([row(1, '', '', 5), row(1, 'k', 'a', 5)])).toEqual({
      selected: 5,
      others: 0,
      fields: [],
    });
  });
});

test('lines come whole, however the pieces are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '')),
        { maxLength: 20 },
      ),
      fc.array(fc.integer({ min: 1, max: 7 })),
      async (texts, cuts) => {
        const bytes = Buffer.from(texts.join('\n'));
        async function* pieces() {
          let at = 0;
          for (const size of cuts) {
            yield bytes.subarray(at, at + size);
            at += size;
          }
          yield bytes.subarray(at);
        }
        expect(await Array.fromAsync(lines(pieces()))).toEqual(texts.filter((text) => text !== ''));
      },
    ),
  );
});
