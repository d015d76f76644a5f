// What must hold for any search: only AppErrors are thrown, and nothing that was typed is in the SQL but as a parameter.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { render } from '#app/lib/sql/sql.ts';
import { anyPools, searchTrees } from './arbitraries.ts';
import { compileSearch, compileTree, fieldsOf } from './compile.ts';
import { printSearch } from './print.ts';
import { bloomTable, jsonTable, logsTable, plainTable, spansTable, tableSource } from './testing-tables.ts';

const logs = tableSource(logsTable);
const sources = [logsTable, bloomTable, spansTable, plainTable, jsonTable].map(tableSource);

/** All words that the program itself writes into a condition. */
const WORDS = new Set(
  `AND OR NOT IN LIKE has hasAny hasToken hasAllTokens hasAnyTokens mapContains match lower toString toFloat64 toFloat32
  toFloat64OrNull ifNull isNotNull notEmpty arrayMap arrayExists v x inf floor transform extract replaceRegexpOne multiIf
  multiSearchAny lowerUTF8 replaceAll trimRight CAST fromUnixTimestamp64Nano now64 toIntervalNanosecond if getSubcolumn`.split(
    /\s+/,
  ),
);
const TEXTS = new Set(["''", "'{}'", "'Array(Tuple(String, String))'", "'Array(String)'", "'\\0'"]);

/** Throws when a condition holds anything that the program did not write. */
function assertOwnWords(text: string, columns: readonly string[]): void {
  const identifiers = new Set([...columns, 'keys']);
  const rest = text
    .replace(/\{p\d+:[A-Za-z0-9()]+\}/g, ' ')
    .replace(/`([^`]*)`/g, (quoted, name: string) => (identifiers.has(name) ? ' ' : quoted))
    .replace(/'(?:[^'\\]|\\.)*'/g, (quoted) => (TEXTS.has(quoted) ? ' ' : quoted));
  expect(rest).toMatch(/^[A-Za-z0-9 ()[\],.<>=!*+-]*$/);
  for (const word of rest.match(/[A-Za-z_]\w*|\d+/g) ?? [])
    if (!WORDS.has(word)) expect(['0', '1', '9', '5']).toContain(word);
}

function compiled(run: () => ReturnType<typeof compileTree>): ReturnType<typeof compileTree> | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('bad_request');
    return undefined;
  }
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  searchTrees(anyPools).map(printSearch),
  fc
    .tuple(searchTrees(anyPools).map(printSearch), fc.nat(), fc.string({ maxLength: 3 }))
    .map(
      ([text, at, more]) => text.slice(0, at % (text.length + 1)) + more + text.slice(at % (text.length + 1)),
    ),
);

test('any text compiles or is refused with a place in it, and is only in parameters', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom(...sources), (text, source) => {
      const search = compiled(() => compileSearch(text, source));
      if (!search) return;
      // A JSON column's keys are identifiers: quoted, and without the letters that mean something in them.
      if (source.id !== 'json')
        assertOwnWords(
          render(search.condition).text,
          source.columns.map(({ name }) => name),
        );
      for (const { position } of search.unknownFields) expect(position.to).toBeLessThanOrEqual(text.length);
      fieldsOf(search.tree, source);
    }),
    { numRuns: 2000 },
  );
}, 60_000);

test('a quotation mark in a JSON key stays inside of the quoted name', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('`', "'", '\\', 'a', '.', ')', ' ', '"'), minLength: 1 }),
      (key) => {
        const search = compiled(() =>
          compileTree(
            {
              kind: 'field',
              field: `attributes.${key}`,
              fieldPosition: { from: 0, to: 1 },
              match: { kind: 'exists' },
              position: { from: 0, to: 1 },
            },
            tableSource(jsonTable),
          ),
        );
        const text = search ? render(search.condition).text : '';
        expect(text).toMatch(/^(?:'' != ''|ifNull\(toString\(`Attributes`\.`[^`\\]+`\), ''\) != '')$/);
      },
    ),
  );
});

describe('limits', () => {
  const repeat = (count: number, part: (index: number) => string, join: string) =>
    Array.from({ length: count }, (_, index) => part(index)).join(join);

  test.each([
    ['words in an OR', repeat(10_000, (n) => `w${n}`, ' OR ')],
    ['words', repeat(10_000, (n) => `w${n}`, ' ')],
    ['values of a field', repeat(10_000, (n) => `user.id:u${n}`, ' OR ')],
    ['values in brackets', `service:(${repeat(10_000, (n) => `s${n}`, ' OR ')})`],
    ['phrases in an OR', repeat(2_000, (n) => `"a b${n}"`, ' OR ')],
    ['words left out', repeat(10_000, (n) => `-w${n}`, ' ')],
    ['expressions of a field', repeat(100, (n) => `http.route:/^\\/a${n}/`, ' OR ')],
    ['a long word', 'x'.repeat(100_000)],
  ])('many %s are few conditions', (_, text) => {
    const { text: condition } = render(compileSearch(text, logs).condition);
    expect(condition.length).toBeLessThan(5000);
  });

  test.each([
    ['fields', repeat(151, (n) => `a${n}:x`, ' OR '), 'at most 150 conditions'],
    ['ranges without a scope', repeat(140, (n) => `a${n}:[1ms TO 5s]`, ' OR '), 'too many conditions'],
    ['phrases', repeat(10_000, (n) => `"a b${n}"`, ' '), 'at most 150 conditions'],
    ['beginnings of words', repeat(10_000, (n) => `w${n}*`, ' OR '), 'at most 150 conditions'],
    ['words', repeat(30_000, (n) => `word${n}`, ' OR '), 'too long'],
    ['letters', `"${'x '.repeat(150_000)}"`, 'too long'],
    ['brackets', `${'('.repeat(5000)}a${')'.repeat(5000)}`, ''],
    ['NOTs', `${'NOT '.repeat(5000)}a`, ''],
  ])('too many %s are refused with a place', (_, text, message) => {
    try {
      compileSearch(text, logs);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).message).toContain(message);
      expect((error as AppError).position).toBeDefined();
    }
  });
});
