// The largest searches on the real engine, what its indexes do for searches, and that RE2 agrees with our own reading of it.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { type Fragment, ident, sql, str } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import { compileSearch } from './compile.ts';
import type { ModelRow } from './evaluate.ts';
import { regexMistake } from './regex.ts';
import { tableRows } from './testing-rows.ts';
import { bloomTable, createTable, logsTable, matchingIds } from './testing-tables.ts';

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;
let logs: Source;
let bloom: Source;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  const database = { clickhouse, url: engine.url };
  const needle = {
    Body: 'one needle4711 here, СоедиНЕнИ Größennadel',
    LogAttributes: { 'request.id': 'r4711', 'rare.number': '12' },
  };
  const rows: ModelRow[] = tableRows(logsTable, 400, 3).map((row, index) =>
    index === 200 ? { ...row, ...needle } : row,
  );
  logs = await createTable(database, logsTable, rows);
  bloom = await createTable(database, bloomTable, rows);
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

const many = (count: number, part: (index: number) => string, join: string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(join);

describe('the largest searches run', () => {
  test.each([
    ['words in an OR', many(10_000, (n) => `w${n}`, ' OR ')],
    ['words', many(10_000, (n) => `w${n}`, ' ')],
    ['words beyond ASCII in an OR', many(4_000, (n) => `Ошибка${n}`, ' OR ')],
    ['words beyond ASCII', many(4_000, (n) => `Ошибка${n}`, ' ')],
    ['long words beyond ASCII', many(300, (n) => `аутентификация${n}`, ' ')],
    ['phrases beyond ASCII', many(100, (n) => `"ошибка соединения ${n}"`, ' ')],
    ['phrases beyond ASCII in an OR', many(2_000, (n) => `"ошибка соединения ${n}"`, ' OR ')],
    ['values of an attribute', many(10_000, (n) => `user.id:u${n}`, ' OR ')],
    ['values of a column', many(10_000, (n) => `service:s${n}`, ' OR ')],
    ['phrases in an OR', many(5_000, (n) => `"a b${n}"`, ' OR ')],
    ['conditions', many(150, (n) => `k${n}:v`, ' OR ')],
    ['ranges', many(70, (n) => `k${n}:>${n}ms`, ' ')],
    ['beginnings of words', many(149, (n) => `w${n}*`, ' OR ')],
    ['brackets and NOTs', `${'(NOT '.repeat(40)}refused${')'.repeat(40)}`],
    ['letters', `"${'x'.repeat(99_000)}"`],
    ['quotes', `"${"'".repeat(40_000)}"`],
  ])('%s', async (_, text) => {
    const { condition } = compileSearch(text, logs);
    await expect(clickhouse.query(matchingIds(logs, condition, 0))).resolves.toBeDefined();
  });
});

describe('indexes leave little to read', () => {
  test.each([
    ['needle4711', () => logs],
    ['"one needle4711 here"', () => logs],
    ['соединенИ', () => logs],
    ['GRÖSSENNADEL', () => logs],
    ['GRÖẞENNADEL', () => logs],
    ['"соединени größennadel"', () => logs],
    ['"here, соединени größennadel"', () => logs],
    ['größennad*', () => logs],
    ['needle47*', () => logs],
    ['*eedle471*', () => logs],
    ['request.id:r4711', () => logs],
    ['request.id:(r4711 OR r4712)', () => logs],
    ['attributes.request.id:r4711', () => logs],
    ['request.id:r47*', () => logs],
    ['rare.number:>5', () => logs],
    ['request.id:*', () => logs],
    ['needle4711 OR request.id:r4711', () => logs],
    ['NOT (NOT needle4711)', () => logs],
    ['body:"one needle4711 here, СоедиНЕнИ Größennadel"', () => logs],
    ['body:*needle4711*', () => logs],
    ['body:/n[a-z]*dle4711 h/', () => logs],
    ['body:/needle(47)11 here/', () => logs],
    ['Id:200', () => logs],
    ['needle4711', () => bloom],
    ['"one needle4711 here"', () => bloom],
    ['request.id:r4711', () => bloom],
    ['attributes.request.id:(r4711 OR r4712)', () => bloom],
  ])('%s', async (text, source) => {
    const { condition } = compileSearch(text, source());
    const { read, found } = await rowsRead(source(), condition);
    expect(found).toBe(1);
    // A granule has 8 rows; Bloom filters and dictionaries of small parts may take in some more.
    expect(read).toBeLessThan(120);
  });
});

async function rowsRead(source: Source, condition: Fragment): Promise<{ read: number; found: number }> {
  const { rows, statistics } = await clickhouse.query<{ found: string }>(
    sql`SELECT count() AS found FROM ${ident(source.database, source.table)} WHERE ${condition}`,
    { settings: { use_query_condition_cache: 0 } },
  );
  return { read: statistics.rowsRead, found: Number(rows[0]?.found) };
}

const PIECES =
  'a b | ( ) (?: (?i) (?i: (?P<n> (?<m> [ ] [^ [a-z] - * + ? {2} {2,} {3,2} {1001} {500} {,3} . \\d \\ \\1 \\b \\z \\Z \\x41 \\x{263a} \\x \\p{Greek} \\pN \\pX \\p{Foo} \\Q \\E ^ $ [[:alpha:]] [[:foo:]] (?= (?! (?<= \\n \\0 \\012 \\8 \\c é *? ++ a{30} (a{100}) { } []a] [a-\\d] [b-a] (?s-i) (?U) (?x) \\G \\_ (?P=n) (?#  (?> \\pL \\p{Lu} \\p{LC} 😀'.split(
    /\s+/,
  );

test('what we take for an expression RE2 takes, and what we refuse it refuses', async () => {
  const patterns = fc.sample(
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
    { seed: 1, numRuns: 1200 },
  );
  let taken = 0;
  for (const pattern of new Set(patterns)) {
    const mistake = regexMistake(pattern);
    // Ours is stricter about what is too large, about repeated flags, and about a bracket at the very beginning or a backslash
    // at the end, which ClickHouse reads as texts.
    const isStricter = mistake?.includes('too large') || /^[^(]*\)|\\$|\(\?[imsU-]+\)[*+?{]/.test(pattern);
    if (mistake !== undefined && isStricter) continue;
    const runs = await clickhouse.query(sql`SELECT match(materialize('abc'), ${str(pattern)})`).then(
      () => true,
      () => false,
    );
    expect([pattern, runs]).toEqual([pattern, mistake === undefined]);
    if (runs) taken += 1;
  }
  expect(taken).toBeGreaterThan(100);
});
