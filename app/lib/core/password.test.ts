// What the meter beside a new password says.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PASSWORD_MIN_LENGTH, passwordStrength } from './password.ts';

test.each([
  ['', 0, ''],
  ['a', 1, '11 more'],
  ['elevenchars', 1, '1 more'],
  ['aaaaaaaaaaaaaaaaaaaaaaaa', 1, 'Easy to guess'],
  ['abcdefghijklmnop', 1, 'Easy to guess'],
  ['QwertyUiop123456', 1, 'Easy to guess'],
  ['abcxabcxabcxabcx', 1, 'Easy to guess'],
  ['blue1234house', 2, 'Fair'],
  ['analytical engine', 3, 'Good'],
  ['xk9#mp2$vl8q', 3, 'Good'],
  ['correct horse battery', 4, 'Strong'],
])('%s', (password, filled, word) => expect(passwordStrength(password)).toEqual({ filled, word }));

test('nothing short is called good', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: PASSWORD_MIN_LENGTH - 1 }), (password) => {
      expect(passwordStrength(password).filled).toBeLessThan(2);
    }),
  );
});

test('a repetition adds nothing', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12, maxLength: 40 }), (password) => {
      const { filled } = passwordStrength(password);
      expect(passwordStrength(password + password).filled).toBeLessThanOrEqual(Math.min(4, filled + 1));
    }),
  );
});
