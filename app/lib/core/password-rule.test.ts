// New passwords that are refused, and why, with the real list of the most used ones.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonPasswords } from '#app/lib/auth/new-password.server.ts';
import { passwordProblem } from './password-rule.ts';

const ADA = { name: 'Ada Lovelace', email: 'ada.king@engines.example' };
const isCommon = await commonPasswords();
const problem = (password: string, owner = ADA) => passwordProblem(password, owner, isCommon);

test.each([
  ['', /at least 12/],
  ['eleven char', /at least 12/],
  ['x7'.repeat(65), /at most 128/],
])('length: %s', (password, message) => expect(problem(password)).toMatch(message));

describe('among the most used ones', () => {
  test.each([
    '1qaz2wsx3edc',
    'qwerty123456',
    'leavemealone',
    'LeaveMeAlone',
    'finalfantasy',
    'ａｄｍｉｎｉｓｔｒａｔｏｒ',
  ])('%s is one', (password) => expect(problem(password)).toMatch(/is one of the most used passwords\./));

  test.each([
    ['password9146'],
    ['a new password'],
    ['Password2026!'],
    ['P@ssw0rd!2026'],
    ['pa$$w0rd1234'],
    ['20261123password'],
    ['!!!Passwörd!!!'],
    ['dragondragon'],
    ['passwordpassword1'],
    ['drowssap1234'],
    ['p.a.s.s.w.o.r.d'],
    ['my password 1234'],
    ['$unsh1ne$unsh1ne'],
    ['Dragon19870412'],
    ['letmein letmein'],
  ])('%s is one with little added', (password) =>
    expect(problem(password)).toMatch(/most used passwords? with/),
  );
});

describe('rows and repetitions', () => {
  test.each([
    'abcdefghijkl',
    'aaaaaaaaaaaa',
    'zzzzzzzzzzzzzzzzzzzzzzz',
    'qwertyuiop12',
    'qwertzuiop!!',
    '987654321098',
    'abcabcabcabc',
    '121212121212',
    'x7x7x7x7x7x7',
    '111222333444',
    'asdfghjklasdfghjkl',
    '!@#$%^&*()_+',
  ])('%s', (password) => expect(problem(password)).toBeDefined());
});

describe("the person's own", () => {
  test.each([
    'AdaLovelace1815',
    'lovelace-ada',
    'L0velace1815!',
    'ecalevol-ecalevol',
    'ada.king@engines.example',
    'adaking20261123',
    'engines12345',
    'MapleMaple2026',
    'maple-ada-king',
    'AdaAdaAdaAda',
  ])('%s', (password) => expect(problem(password)).toMatch(/your name, your email/));

  test('what is common stays so beside it', () => expect(problem('ada-password-1')).toMatch(/most used/));

  test('of somebody else is no matter', () => expect(problem('Quirin Zwettler 1815')).toBeUndefined());

  test.each([{}, { name: '', email: '' }, { name: 'Al', email: 'x' }, { name: 'a'.repeat(100), email: '@' }])(
    'an owner like %j is no obstacle',
    (owner) => expect(passwordProblem('analytical engine', owner, isCommon)).toBeUndefined(),
  );
});

test.each([
  'analytical engine',
  'difference engine',
  'a long password',
  'a password of bob',
  'correct horse battery',
  'correcthorsebatterystaple',
  'Canada in November',
  'xk9#mp2$vl8q',
  `${'ﷺ'.repeat(60)}${'﷽'.repeat(60)}`,
  '731948206517',
  'Grüße aus Zürich',
  'пароль на каждый день',
  '七転び八起きと言うけれども',
])('%s is accepted', (password) => expect(problem(password)).toBeUndefined());

test('a random password is accepted', () => {
  const letters = fc.constantFrom(...'abcdefghijkmnopqrstuvwxyz23456789');
  const random = fc.array(letters, { minLength: 20, maxLength: 40 }).map((signs) => signs.join(''));
  // Of 20 random characters few are ever in a row; the generator likes repetitions, which are left out.
  fc.assert(
    fc.property(random, (password) => {
      fc.pre(new Set(password).size >= 10);
      expect(problem(password)).toBeUndefined();
    }),
  );
});

test('any text has an answer', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 140 });
  fc.assert(
    fc.property(text, text, (password, name) => {
      const answer = passwordProblem(password, { name, email: `${name}@${name}` }, isCommon);
      if (password.length < 12) expect(answer).toBeDefined();
    }),
  );
});

describe('however it is made, judging it takes no more than looking up 12,000 words', () => {
  const lookedUp = (password: string) => {
    let count = 0;
    passwordProblem(password, {}, (text) => {
      count += 1;
      return isCommon(text);
    });
    return count;
  };

  test.each([
    ['characters that stand for 18 each', '\uFDFAk'.repeat(64)],
    ['as many as are still looked at', `${'\uFDFA'.repeat(6)}kqxv kqxv zu`],
    ['most used ones in a row', 'cabaretparkurmariconsquerting21061983allaklavierguppy1snooks'.repeat(2)],
    ['letters', 'kvxqzjwpymghbfdtrnlsceiaou'.repeat(5).slice(0, 128)],
  ])('%s', (_, password) => expect(lookedUp(password)).toBeLessThan(12_000));

  test('any text', () => {
    const sign = fc.oneof(
      fc.constantFrom(...'1!2@$i0|l7+3€aeos'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    );
    const text = fc.array(sign, { minLength: 100, maxLength: 128 }).map((signs) => signs.join(''));
    const isBounded = fc.property(text, (password) => lookedUp(password) < 12_000);
    fc.assert(isBounded, { numRuns: 30 });
  });
});
