// Whether signing out worked.
import { afterEach, expect, test, vi } from 'vitest';
import { signOut } from './session.ts';

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['a success', () => Response.json({ success: true }), undefined],
  ['a refusal', () => Response.json({}, { status: 403 }), { code: 'internal' }],
  ['a limit', () => Response.json({}, { status: 429 }), { code: 'rate_limited' }],
  ['an error', () => new Response('', { status: 503 }), { code: 'internal' }],
  ['no answer', () => Promise.reject(new TypeError('Failed to fetch')), { code: 'offline' }],
])('signing out that meets %s', async (_name, answer, expected) => {
  vi.stubGlobal('fetch', async () => answer());
  const error = await signOut();
  if (expected) expect(error).toMatchObject(expected);
  else expect(error).toBeUndefined();
});
