// What counts as a second factor, for every way a session is begun.
import { expect, test } from 'vitest';
import { hasSecondFactor, methodOf, secondFactorMissing } from './second-factor.ts';

test.each([
  ['passkey', false, true],
  ['provider', false, true],
  ['code', true, true],
  // The account asks for no code any more.
  ['code', false, false],
  // Begun before the account asked for a code.
  ['password', true, false],
  ['password', false, false],
  // From before the way was noted.
  [null, true, false],
] as const)('begun by %s, a code asked for: %s → %s', (method, asksForCode, has) => {
  expect(hasSecondFactor(method, asksForCode)).toBe(has);
});

test.each([
  ['/sign-in/email', undefined, 'password'],
  ['/two-factor/verify-totp', 'password', 'code'],
  ['/two-factor/verify-backup-code', undefined, 'code'],
  ['/passkey/verify-authentication', undefined, 'passkey'],
  ['/oidc/*/callback', undefined, 'provider'],
  ['/change-password', 'passkey', 'passkey'],
  ['/two-factor/disable', 'code', 'code'],
  ['', undefined, null],
] as const)('a session made by %s in place of one by %s is one by %s', (path, current, method) => {
  expect(methodOf(path, current && { method: current, providerId: null })).toBe(method);
});

test('who lacks it is told why and what to do', () => {
  const error = secondFactorMissing('team');
  expect(error).toMatchObject({ code: 'second_factor_required', status: 403 });
  expect(error.hint).toMatch(/Sign-in and sessions/);
});
