// Where a sign-in may lead.
import { expect, test } from 'vitest';
import { safeRedirect } from './session.ts';

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
