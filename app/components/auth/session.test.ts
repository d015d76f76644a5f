// Where a sign-in may lead, and when a session has ended.
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { safeRedirect, signOut } from './session.ts';

test.each([
  ['/logs?q=timeout&from=now-1h', '/logs?q=timeout&from=now-1h'],
  ['/logs?q=%22a%2Fb%22+//c#x', '/logs?q=%22a%2Fb%22+//c#x'],
  ['/./logs', '/logs'],
  ['/', '/'],
  [undefined, '/'],
  ['', '/'],
  ['/login?redirect=/login', '/'],
  ['/./login', '/'],
  ['/setup', '/'],
  ['https://evil.example', '/logs'],
  ['//evil.example', '/logs'],
  ['/\\evil.example', '/logs'],
  ['/\t/evil.example', '/logs'],
  ['/.//evil.example', '/logs'],
  ['/..//evil.example', '/logs'],
  ['/%2e//evil.example', '/logs'],
  ['/./\\/evil.example', '/logs'],
  ['/.\\\\evil.example', '/logs'],
  ['/a/..//evil.example', '/logs'],
  ['/%2f/evil.example', '/logs'],
  ['/%5Cevil.example', '/logs'],
  ['//maple.invalid//evil.example', '/logs'],
  ['//[', '/logs'],
  ['javascript:alert(1)', '/logs'],
  ['logs', '/logs'],
])('%s leads to %s', (target, expected) => {
  expect(safeRedirect(target)).toBe(expected);
});

test('no text leads out of Maple', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '%5c',
    ':',
    '@',
    '?',
    '#',
    '\t',
    '\n',
    'evil.example',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const place = safeRedirect(`/${pieces.join('')}`);
      expect(place).toMatch(/^\/(?![/\\])/);
      expect(new URL(place, 'https://logs.example').origin).toBe('https://logs.example');
    }),
  );
});

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['a success', () => Response.json({ success: true }), undefined],
  ['a refusal', () => Response.json({}, { status: 403 }), { code: 'internal' }],
  ['an error', () => new Response('', { status: 503 }), { code: 'internal' }],
  ['no answer', () => Promise.reject(new TypeError('Failed to fetch')), { code: 'offline' }],
])('signing out that meets %s', async (_name, answer, expected) => {
  vi.stubGlobal('fetch', async () => answer());
  const error = await signOut();
  if (expected) expect(error).toMatchObject(expected);
  else expect(error).toBeUndefined();
});
