import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AppError } from '#app/lib/core/errors.ts';
import { ident, render } from '#app/lib/sql/sql.ts';
import { compileSearch, innerTokens } from './simple-compile.ts';
import { parseSearch } from './simple-parse.ts';

const body = ident('Body');

test.each([
  ['', '1', {}],
  ['  ', '1', {}],
  ['Timeout', '(hasToken(lower(`Body`), {p0:String}))', { p0: 'timeout' }],
  ['größe', '(hasToken(lower(`Body`), {p0:String}))', { p0: 'größe' }],
  ['a b', '(hasAllTokens(lower(`Body`), {p0:Array(String)}))', { p0: ['a', 'b'] }],
  [
    '10.0.0.1',
    '(hasAllTokens(lower(`Body`), {p0:Array(String)}) AND lower(`Body`) LIKE {p1:String})',
    { p0: ['0'], p1: '%10.0.0.1%' },
  ],
  ['user_id', '(lower(`Body`) LIKE {p0:String})', { p0: '%user\\_id%' }],
  [
    '"Connection refused by peer"',
    '(hasAllTokens(lower(`Body`), {p0:Array(String)}) AND lower(`Body`) LIKE {p1:String})',
    { p0: ['refused', 'by'], p1: '%connection refused by peer%' },
  ],
  [
    '"100% \\"sure\\""',
    '(hasAllTokens(lower(`Body`), {p0:Array(String)}) AND lower(`Body`) LIKE {p1:String})',
    { p0: ['sure'], p1: '%100\\% "sure"%' },
  ],
  [
    'https://shop/a?b',
    '(hasAllTokens(lower(`Body`), {p0:Array(String)}) AND lower(`Body`) LIKE {p1:String})',
    { p0: ['shop', 'a'], p1: '%https://shop/a?b%' },
  ],
  ['localhost:8080', '(lower(`Body`) LIKE {p0:String})', { p0: '%localhost:8080%' }],
  ['err*', undefined, [0, 4]],
  ['x AND y', undefined, [2, 5]],
  ['ok service:cart', undefined, [3, 15]],
  ['-x', undefined, [0, 2]],
  ['"open', undefined, [0, 5]],
])('compiles %j', (text, expected, detail) => {
  if (expected !== undefined) {
    expect(render(compileSearch(text, body))).toEqual({ text: expected, params: detail });
    return;
  }
  try {
    compileSearch(text, body);
    expect.unreachable();
  } catch (error) {
    const [from, to] = detail as number[];
    expect((error as AppError).position).toEqual({ from, to });
    expect((error as AppError).code).toBe('bad_request');
  }
});

test.each([
  ['words', Array.from({ length: 65 }, (_, n) => `w${n}`).join(' ')],
  ['phrases', Array.from({ length: 33 }, (_, n) => `"p ${n}"`).join(' ')],
])('too many %s are refused where they begin to be', (what, text) => {
  expect(() => compileSearch(text, body)).toThrow(`at most ${what === 'words' ? 64 : 32} ${what}`);
  expect(() =>
    compileSearch(text.slice(0, text.lastIndexOf(what === 'words' ? ' ' : ' "')), body),
  ).not.toThrow();
});

test('parsing never throws, and positions lie in the text and move forward', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { tree } = parseSearch(text);
      let last = 0;
      for (const { position } of tree.terms) {
        expect(position.from).toBeGreaterThanOrEqual(last);
        expect(position.to).toBeGreaterThan(position.from);
        last = position.to;
      }
      expect(last).toBeLessThanOrEqual(text.length);
    }),
  );
});

test('no text reaches SQL outside of parameters', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const quoted = `"${text.replace(/[\\"]/g, '\\$&')}"`;
      const rendered = render(compileSearch(quoted, body));
      expect(rendered.text).toMatch(/^[A-Za-z0-9 `(){}:,]*$/);
    }),
  );
});

test('inner tokens have separators on both sides', () => {
  expect(innerTokens('a b c')).toEqual(['b']);
  expect(innerTokens(' a ')).toEqual(['a']);
  expect(innerTokens('abc')).toEqual([]);
});
