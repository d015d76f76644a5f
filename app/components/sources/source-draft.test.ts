// What the form of a source holds, and what is sent of it.
import { expect, test } from 'vitest';
import { sourceInput } from '#app/lib/sources/schema.ts';
import { draftOf, EMPTY_DRAFT, inputOf, shownExpressions } from './source-draft.ts';

const source = sourceInput.parse({
  name: 'App',
  kind: 'log',
  connectionId: 'c1',
  database: 'shop',
  table: 'events',
  expressions: { timestamp: 'ts', body: 'msg' },
  defaultColumns: ['time', 'body'],
});

test('a source is the same after it went through the form', () => {
  expect(inputOf(draftOf(source))).toEqual({ input: source });
});

test("no connection and no database are Maple's own", () => {
  const sent = inputOf({ ...draftOf(source), connectionId: '', database: ' ' });
  expect(sent).toMatchObject({ input: { connectionId: null } });
  expect('input' in sent && 'database' in sent.input).toBe(false);
});

test('columns are read between commas', () => {
  expect(inputOf({ ...draftOf(source), defaultColumns: ' time,, body , ' })).toMatchObject({
    input: { defaultColumns: ['time', 'body'] },
  });
});

test('what cannot be sent is a problem of its field', () => {
  expect(inputOf(EMPTY_DRAFT)).toEqual({
    problems: { name: { message: 'Give it a name.' }, table: { message: 'This is needed.' } },
  });
  const long = { ...source.expressions, body: 'x'.repeat(2_001) };
  expect(inputOf({ ...draftOf(source), expressions: long })).toMatchObject({ problems: { body: {} } });
});

test('fields of another kind are shown only when they are used or wrong', () => {
  const draft = draftOf(source);
  expect(shownExpressions(draft, 'span', {})).toEqual([]);
  expect(shownExpressions(draft, 'span', { duration: { message: 'wrong' } })).toEqual(['duration']);
  const used = { ...draft, expressions: { ...draft.expressions, sessionId: 'sid' } };
  expect(shownExpressions(used, 'span', {})).toEqual(['sessionId']);
  expect(shownExpressions({ ...draft, kind: 'trace' }, 'span', {})).toContain('spanKind');
});
