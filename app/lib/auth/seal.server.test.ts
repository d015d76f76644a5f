// What is sealed opens with the same key and context only, also after the key has changed.
import { expect, test } from 'vitest';
import { createSealer, type SealContext, secretMark } from './seal.server.ts';

const OLD = 'a secret that only the tests know, 32+';
const NEW = 'another secret, also long enough 32';
const sealer = createSealer(OLD);
const context: SealContext = ['connection', 'team', 'one'];
/** "hunter2" sealed by the first version of Maple with OLD and this context. */
const FIRST_FORM = 'v1.jpA2YPsmaYMKmiP0PquttRBDkDALI5v9S4DUysawSPtUs60';

test.each(['', 'hunter2', 'pässwörd 🍁', 'x'.repeat(5_000)])('opens what it sealed: %s', (secret) => {
  const sealed = sealer.seal(secret, context);
  expect(sealer.open(sealed, context)).toBe(secret);
  expect(sealed).toMatch(/^v2\.[\w-]{8}\.[\w-]+$/);
  if (secret !== '') expect(sealed).not.toContain(secret);
});

test('seals the same secret differently each time', () => {
  expect(sealer.seal('same', context)).not.toBe(sealer.seal('same', context));
});

test.each([
  ['another team', ['connection', 'other', 'one']],
  ['another row', ['connection', 'team', 'two']],
  ['another purpose', ['webhook', 'team', 'one']],
  ['ids that run together', ['connection', 'team,one']],
] as [string, SealContext][])('does not open for %s', (_, other) => {
  expect(sealer.open(sealer.seal('secret', context), other)).toBeUndefined();
  expect(sealer.open(FIRST_FORM, other)).toBeUndefined();
});

test('does not open with another key, when damaged, or what is no sealed text', () => {
  const sealed = sealer.seal('secret', context);
  expect(createSealer(NEW).open(sealed, context)).toBeUndefined();
  for (let at = 3; at < sealed.length - 1; at += 5) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(sealer.open(changed, context)).toBeUndefined();
  }
  const others = [
    '',
    'v1',
    'v1.',
    'v2.AAAA',
    'v2..',
    sealed.replace('v2', 'v1'),
    sealed.replace('v2', 'v3'),
    'v1.####',
  ];
  for (const text of others) expect(sealer.open(text, context)).toBeUndefined();
});

test('with the secret before it, what that sealed opens, and is known to be old', () => {
  const rotated = createSealer(NEW, [OLD]);
  const sealed = sealer.seal('secret', context);
  expect(rotated.open(sealed, context)).toBe('secret');
  expect([sealer.isCurrent(sealed), rotated.isCurrent(sealed)]).toEqual([true, false]);
  const again = rotated.seal('secret', context);
  expect([rotated.isCurrent(again), sealer.open(again, context)]).toEqual([true, undefined]);
  expect(createSealer(NEW).open(again, context)).toBe('secret');
});

test('texts of the first form open with any known secret, and count as old', () => {
  expect(sealer.open(FIRST_FORM, context)).toBe('hunter2');
  expect(createSealer(NEW, ['x'.repeat(32), OLD]).open(FIRST_FORM, context)).toBe('hunter2');
  expect(createSealer(NEW).open(FIRST_FORM, context)).toBeUndefined();
  expect(sealer.isCurrent(FIRST_FORM)).toBe(false);
});

test('secrets have different marks, which are positive 32-bit numbers', () => {
  const marks = [OLD, NEW, '', 'x'].map(secretMark);
  expect(new Set(marks).size).toBe(4);
  for (const mark of marks) expect(mark > 0 && mark < 2 ** 31 && Number.isInteger(mark)).toBe(true);
  expect(secretMark(OLD)).toBe(marks[0]);
});
