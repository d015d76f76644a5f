// What the audit log keeps of a value: never a secret, never more than fits.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeWithoutSecrets, shortText, withoutSecrets } from './without-secrets.ts';

const SECRET = 'hunter2hunter2hunter2';

test.each<[string, unknown, unknown]>([
  ['undefined', undefined, null],
  [
    'plain fields',
    { name: 'a', count: 1, isOn: false, none: null },
    { name: 'a', count: 1, isOn: false, none: null },
  ],
  [
    'secrets by name',
    { password: SECRET, apiKey: SECRET, key: SECRET },
    { password: '••••', apiKey: '••••', key: '••••' },
  ],
  [
    'in any case and style',
    { Client_Secret: SECRET, 'x-api-key': SECRET },
    { Client_Secret: '••••', 'x-api-key': '••••' },
  ],
  ['whole structures of secrets', { credentials: { user: SECRET } }, { credentials: '••••' }],
  ['nested', { a: [{ b: { token: SECRET } }] }, { a: [{ b: { token: '••••' } }] }],
  [
    'that there is one',
    { hasPassword: true, password: '', token: null },
    { hasPassword: true, password: '', token: null },
  ],
  [
    'what only sounds so',
    { keyId: 'k1', tokenEndpoint: 'https://a' },
    { keyId: 'k1', tokenEndpoint: 'https://a' },
  ],
  [
    'a header',
    { headers: [{ name: 'Authorization', value: SECRET }] },
    { headers: [{ name: 'Authorization', value: '••••' }] },
  ],
  [
    'dates, big numbers, bytes',
    [new Date(0), 5n, new Uint8Array(9), Number.NaN],
    ['1970-01-01T00:00:00.000Z', '5', '(9 bytes)', 'NaN'],
  ],
  [
    'maps and sets',
    { map: new Map([['token', SECRET]]), set: new Set([1]) },
    { map: { token: '••••' }, set: [1] },
  ],
  ['functions', { run: () => 1, name: 'a' }, { name: 'a' }],
  ['errors', new Error('no'), 'Error: no'],
])('keeps %s', (_, value, kept) => {
  expect(withoutSecrets(value)).toEqual(kept);
});

test.each([
  ['https://ada:hunter2@example.com/x', 'https://••••@example.com/x'],
  ['postgres://hunter2hunter2@db', 'postgres://••••@db'],
  ['https://example.com/cb?code=hunter2&page=2', 'https://example.com/cb?code=••••&page=2'],
  ['https://example.com/?access_token=hunter2#2&x=1', 'https://example.com/?access_token=••••&x=1'],
  ['Authorization: Bearer hunter2hunter2', 'Authorization: Bearer ••••'],
  ['sent mpl_hunter2hunter2hunter2 to it', 'sent •••• to it'],
  ['eyJhbGciOi.eyJzdWIiOi.hunter2hunter2', '••••'],
  ['password=hunter2 user=ada', 'password=•••• user=ada'],
  ["CREATE USER a IDENTIFIED BY 'hun''ter2'", "CREATE USER a IDENTIFIED BY '••••'"],
  [
    "SELECT * FROM s3('http://b', 'AK', 'hunter2') LIMIT 1",
    "SELECT * FROM s3('••••', '••••', '••••') LIMIT 1",
  ],
  [
    "SELECT * FROM remote('h', numbers(1), 'ada', 'hunter2'",
    "SELECT * FROM remote('••••', numbers(1), '••••', '••••'",
  ],
  ['-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----', '••••'],
])('masks in a text: %s', (text, masked) => {
  expect(withoutSecrets({ text })).toEqual({ text: masked });
});

test.each(['SELECT key, hash FROM logs WHERE key = 3', 'level:error service:checkout', 'ada@example.com'])(
  'leaves alone: %s',
  (text) => {
    expect(withoutSecrets(text)).toBe(text);
  },
);

test.each<[unknown, unknown, unknown]>([
  [{ clientSecret: 'a' }, { clientSecret: 'b' }, { clientSecret: '•••• (changed)' }],
  [{ clientSecret: 'a' }, { clientSecret: 'a' }, { clientSecret: '••••' }],
  [{ to: { token: ['a'] } }, { to: { token: ['b'], n: 1 } }, { to: { token: '•••• (changed)', n: 1 } }],
  [null, { token: 'a' }, { token: '••••' }],
  [{ token: 'a' }, 'gone', 'gone'],
])('of a change from %j to %j says which secrets are others', (before, after, shown) => {
  expect(changeWithoutSecrets(before, after).after).toEqual(shown);
});

test('a long text is cut and says how long it was; a secret across the cut is not there either', () => {
  expect(shortText('x'.repeat(5_000))).toBe(`${'x'.repeat(4_000)}… (5000 characters)`);
  const across = shortText(`${'x '.repeat(1_995)}https://ada:${SECRET}@host/${'y'.repeat(3_000)}`);
  expect(across).not.toContain('hunter');
});

test('cycles, depth and numbers of things end', () => {
  const cycle: Record<string, unknown> = { name: 'a' };
  cycle.self = cycle;
  expect(withoutSecrets(cycle)).toEqual({ name: 'a', self: '(the same again)' });
  let deep: unknown = 1;
  for (let level = 0; level < 100; level += 1) deep = { deep };
  expect(JSON.stringify(withoutSecrets(deep)).length).toBeLessThan(100);
  expect(withoutSecrets(Array.from({ length: 150 }, () => 1))).toHaveLength(101);
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`f${at}`, 'x'.repeat(500)]));
  expect(JSON.stringify(withoutSecrets([wide, wide])).length).toBeLessThan(50_000);
});

test('whatever comes in, JSON of a bounded size comes out, without the secret', () => {
  const place = fc.constantFrom('password', 'clientSecret', 'API_KEY', 'authorization');
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), place, (value, name) => {
      const text = JSON.stringify(withoutSecrets({ value, [name]: SECRET, list: [{ [name]: SECRET }] }));
      expect(text.length).toBeLessThan(100_000);
      expect(text).not.toContain(SECRET);
      expect(text.isWellFormed()).toBe(true);
    }),
  );
});
