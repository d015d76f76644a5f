// What is sealed opens with the same key and context only.
import { expect, test } from 'vitest';
import { createSealer, type SealContext } from './seal.server.ts';

const sealer = createSealer('a secret that only the tests know, 32+');
const context: SealContext = ['connection', 'team', 'one'];

test.each(['', 'hunter2', 'pässwörd 🍁', 'x'.repeat(5_000)])('opens what it sealed: %s', (secret) => {
  const sealed = sealer.seal(secret, context);
  expect(sealer.open(sealed, context)).toBe(secret);
  expect(sealed).toMatch(/^v1\.[\w-]+$/);
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
});

test('does not open with another key, when damaged, or what is no sealed text', () => {
  const sealed = sealer.seal('secret', context);
  expect(createSealer('another secret, also long enough 32').open(sealed, context)).toBeUndefined();
  for (let at = 3; at < sealed.length - 1; at += 5) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(sealer.open(changed, context)).toBeUndefined();
  }
  for (const text of ['', 'v1', 'v1.', 'v2.AAAA', sealed.replace('v1', 'v2'), 'v1.####'])
    expect(sealer.open(text, context)).toBeUndefined();
});
