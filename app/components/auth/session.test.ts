// Where a sign-in may lead, and when a session has ended.
import { afterEach, expect, test, vi } from 'vitest';
import { safeRedirect, signOut } from './session.ts';

test.each([
  ['/logs?q=timeout&from=now-1h', '/logs?q=timeout&from=now-1h'],
  [undefined, '/'],
  ['https://evil.example', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/login?redirect=/login', '/'],
])('%s leads to %s', (target, expected) => {
  expect(safeRedirect(target)).toBe(expected);
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
