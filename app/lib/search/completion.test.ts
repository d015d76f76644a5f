// What is suggested where. `|` in a text is the cursor.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completionAt, fieldText, valueText } from './completion.ts';
import { fieldType, otherConditions, rankFields, rankOperators, rankValues } from './completion-rank.ts';
import { parseSearch } from './parse.ts';

const knows = (name: string) => name === 'status' || name === 'level';

function at(marked: string) {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { kind, from, to, field, prefix, inBrackets } = completionAt(text, cursor, knows);
  const value = field === undefined ? '' : `${field}${inBrackets ? '(' : ''}=`;
  return `${kind} ${value}${prefix} [${text.slice(from, to)}]`;
}

test.each([
  ['|', 'field  []'],
  ['lev|', 'field lev [lev]'],
  ['le|vel', 'field le [level]'],
  ['lev|:error', 'field lev [lev]'],
  ['|level:error', 'field  []'],
  ['-lev|', 'field lev [lev]'],
  ['-|', 'none  []'],
  ['NOT |', 'field  []'],
  ['NOT l|', 'field l [l]'],
  ['(|', 'field  []'],
  ['(a |', 'operator  []'],
  ['(a) |', 'operator  []'],
  ['(a)|', 'none  []'],
  ['a |', 'operator  []'],
  ['a | b', 'operator  []'],
  ['a A|', 'operator A [A]'],
  ['a AND |', 'field  []'],
  ['a OR l|', 'field l [l]'],
  ['level:|', 'value level= []'],
  ['level:| x', 'value level= []'],
  ['level:err|', 'value level=err [err]'],
  ['level:e|rr', 'value level=e [err]'],
  ['level:5|', 'value level=5 [5]'],
  ['level:e*|', 'value level=e* [e*]'],
  ['level:a\\ b|', 'value level=a b [a\\ b]'],
  ['level:"two w|', 'value level=two w ["two w]'],
  ['level:"two w|ords"', 'value level=two w ["two words"]'],
  ['level:"two"|', 'none  []'],
  ['level:"er| AND x', 'value level=er ["er]'],
  ['level:(|', 'value level(= []'],
  ['level:(err|', 'value level(=err [err]'],
  ['level:(error OR |', 'value level(= []'],
  ['level:(error OR w|)', 'value level(=w [w]'],
  ['level:(error OR (w|', 'value level(=w [w]'],
  ['level:(-w|', 'value level(=w [w]'],
  ['a\\ b:x|', 'value a b=x [x]'],
  ['status:5|', 'value status=5 [5]'],
  ['host:80|', 'none  []'],
  ['http://x|', 'none  []'],
  ['duration:>5|', 'none  []'],
  ['duration:[1 TO 5|]', 'none  []'],
  ['path:/a|', 'none  []'],
  ['"a phr|', 'none  []'],
  ['"a phrase"|', 'none  []'],
  ['"a phrase" |', 'operator  []'],
  ['err*|', 'none  []'],
  [':|', 'none  []'],
  ['\\lev|', 'none  []'],
])('%s', (marked, expected) => {
  expect(at(marked)).toBe(expected);
});

test('a value is put there so that it means that value', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom('status', 'localhost', 'a b', 'attributes.x', 'http'),
        fc.string({ minLength: 1 }),
      ),
      fc.oneof(fc.constantFrom('AND', '8080', '//x', '*', '', '-5', '/x/'), fc.string()),
      fc.boolean(),
      (field, value, inBrackets) => {
        const name = fieldText(field, {});
        const start = inBrackets ? `${name}(` : name;
        const place = completionAt(start, start.length, knows);
        expect(place).toMatchObject({ kind: 'value', field, inBrackets });
        const text = `${start}${valueText(value, place, knows)}${inBrackets ? ')' : ''}`;
        const { tree, diagnostics } = parseSearch(text, knows);
        expect(diagnostics, text).toEqual([]);
        expect(tree, text).toMatchObject({ kind: 'field', field, match: { kind: 'equals', value } });
      },
    ),
  );
});

test('any text, any place: no throw, and the place is in the text', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab ():"-\\/[]>*') }), fc.nat(), (text, at) => {
      const cursor = at % (text.length + 1);
      const { from, to } = completionAt(text, cursor);
      expect(from).toBeLessThanOrEqual(cursor);
      expect(to).toBeGreaterThanOrEqual(cursor);
      expect(to).toBeLessThanOrEqual(text.length);
    }),
  );
});

test('fields: beginnings first, then parts behind a dot, then anywhere, by count', () => {
  const fields = [
    { name: 'attributes.http.route', type: 'text', count: 5 },
    { name: 'attributes.http.method', type: 'text', count: 9 },
    { name: 'httpVersion', type: 'text' },
    { name: 'xhttp', type: 'text', count: 99 },
    { name: 'severity', type: 'text', aliases: ['level'] },
    { name: 'body', type: 'text' },
  ];
  expect(rankFields(fields, 'HTTP', 10).map((it) => it.field.name)).toEqual([
    'httpVersion',
    'attributes.http.method',
    'attributes.http.route',
    'xhttp',
  ]);
  expect(rankFields(fields, 'lev', 10)).toEqual([{ field: fields[4], alias: 'level' }]);
  expect(rankFields(fields, '', 2)).toHaveLength(2);
});

test('values and operators', () => {
  const values = ['terror', 'error', 'Err', 'warn'].map((value) => ({ value, count: 1 }));
  expect(rankValues(values, 'err').map((it) => it.value)).toEqual(['Err', 'error', 'terror']);
  expect(rankOperators('a').map((it) => it.name)).toEqual(['AND']);
  expect(rankOperators('').map((it) => it.name)).toEqual(['AND', 'OR', 'NOT']);
});

test('comparisons are for what has an order', () => {
  const fields = [
    { name: 'duration', type: 'duration' },
    { name: 'severity', type: 'text', aliases: ['level'] },
  ];
  const names = (field: string) => otherConditions(fieldType(fields, field)).map((it) => it.name);
  expect(names('duration')).toEqual(['>', '>=', '<', '<=', '*']);
  expect(names('level')).toEqual(['*']);
  expect(names('unknown')).toEqual(['*']);
});
