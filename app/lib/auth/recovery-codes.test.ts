// Recovery codes: how many bits they have, and that they are found again however they are typed.
import { expect, test } from 'vitest';
import { newRecoveryCodes, normalRecoveryCode } from './recovery-codes.ts';

const CODE = '5k2mzq-0vt8gh-wc3e7n-x1f9rd';

test('ten different ones of 24 signs of 32: 120 bits', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{6}-){3}[0-9a-hjkmnp-tv-z]{6}$/);
  // All signs come: of 4,800 each is expected 150 times.
  const signs = Array.from({ length: 20 }, newRecoveryCodes).flat().join('').replaceAll('-', '');
  expect(new Set(signs).size).toBe(32);
});

test.each([
  [CODE, CODE],
  [CODE.toUpperCase(), CODE],
  [CODE.replaceAll('-', ''), CODE],
  [` ${CODE.replaceAll('-', ' - ')}\n`, CODE],
  [CODE.replace('0', 'O').replace('1', 'l'), CODE],
  // Of before, in both cases, where a letter is never a digit.
  ['aIO1l-Xyz09', 'aIO1l-Xyz09'],
  [' aIO1l-Xyz09 ', 'aIO1l-Xyz09'],
  ['', ''],
  [`${CODE}x`, `${CODE}x`],
  [CODE.replace('5', 'u'), CODE.replace('5', 'u')],
])('%j is %j', (typed, code) => expect(normalRecoveryCode(typed)).toBe(code));
