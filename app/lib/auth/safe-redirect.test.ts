// Where a sign-in may lead.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeRedirect } from './safe-redirect.ts';

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
  ['/reset?token=x', '/'],
  ['/api/auth/sign-out', '/'],
  ['/login-help', '/login-help'],
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
  ['/t/acme/logs?q=a', '/t/acme/logs?q=a'],
  ['/t/acme/../../login', '/'],
  ['/t/..//evil.example', '/logs'],
  ['/t/%2e%2e//evil.example', '/logs'],
  ['/\u0000/evil.example', '/%00/evil.example'],
  ['https:evil.example', '/logs'],
  ['/@evil.example', '/@evil.example'],
  ['/:80@evil.example', '/:80@evil.example'],
  [' //evil.example', '/logs'],
  ['\uff0f\uff0fevil.example', '/logs'],
  ['/\uff0fevil.example', '/%EF%BC%8Fevil.example'],
  ['data:text/html,x', '/logs'],
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
    '/t/',
    'acme',
    '\r\n',
    '\u2028',
    '\uff0f',
    '\ud800',
    '%00',
    '%252f',
    'javascript:',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const place = safeRedirect(`/${pieces.join('')}`);
      expect(place).toMatch(/^\/(?![/\\])/);
      expect(new URL(place, 'https://logs.example').origin).toBe('https://logs.example');
    }),
  );
});
