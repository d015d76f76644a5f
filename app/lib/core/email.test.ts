// Email addresses in one form: odd case, Unicode, domains as DNS has them, and what is no address.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSameEmail, normalEmail } from './email.ts';

/** Also of what is no letter anywhere. fast-check's own takes seconds to begin. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 60 })
  .map((points) => String.fromCodePoint(...points).toWellFormed());

describe('normal', () => {
  test.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['  ada@example.com\n', 'ada@example.com'],
    ['ada@example.com.', 'ada@example.com'],
    ['a+b.c@x.example.org', 'a+b.c@x.example.org'],
    ['o’brien@example.com', 'o’brien@example.com'],
    ['post@BÜRO.example', 'post@xn--bro-hoa.example'],
    ['post@bu\u0308ro.example', 'post@xn--bro-hoa.example'],
    ['post@xn--bro-hoa.example', 'post@xn--bro-hoa.example'],
    ['post@例え.テスト', 'post@xn--r8jz45g.xn--zckzah'],
    ['post@example。com', 'post@example.com'],
    ['JOSÉ@example.com', 'josé@example.com'],
    ['JOSE\u0301@example.com', 'josé@example.com'],
    ['ÅSE@example.com', 'åse@example.com'],
  ])('%j is %j', (text, email) => {
    expect(normalEmail(text)).toBe(email);
  });

  test.each([
    ...['', 'ada', '@example.com', 'ada@', 'ada@example', 'ada@@example.com', 'a b@example.com'],
    ...[
      'ada@example.com\r\nbcc: eve@example.com',
      'Ada <ada@example.com>',
      'a,b@example.com',
      '"a"@example.com',
    ],
    ...['.ada@example.com', 'ada.@example.com', 'a..b@example.com', 'ada@127.0.0.1', 'ada@[::1]'],
    ...['ada@exa mple.com', 'ada@example.com/x', 'ada@example.com:25', 'ada@ex%61mple.com', 'ada@example.1'],
    ...['ada@-.com@', 'ada\u0000@example.com', `${'a'.repeat(250)}@example.com`],
  ])('%j is none', (text) => {
    expect(normalEmail(text)).toBeUndefined();
  });
});

test.each([
  ['\u212Aate@example.com', 'kate@example.com'],
  ['İda@example.com', 'ida@example.com'],
  ['ıda@example.com', 'ida@example.com'],
  ['аda@example.com', 'ada@example.com'],
  ['ada@example.com', 'ada@examp1e.com'],
  ['ａda@example.com', 'ada@example.com'],
])('%j and %j stay apart', (left, right) => {
  expect(normalEmail(left)).not.toBe(normalEmail(right));
  expect(isSameEmail(left, right)).toBe(false);
});

test('is the same when it is made normal again, and in any case', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (text) => {
      const email = normalEmail(text);
      if (email === undefined) return;
      expect(normalEmail(email)).toBe(email);
      expect(isSameEmail(text.toUpperCase(), text)).toBe(true);
    }),
  );
});

test('never throws, and no text that is no address is the same as any', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const email = normalEmail(text);
      expect(isSameEmail(text, text)).toBe(email !== undefined);
      if (email !== undefined) expect(normalEmail(email)).toBe(email);
    }),
  );
});
