// Where passkeys work.
import { expect, test } from 'vitest';
import { passkeyHost } from './passkey-host.ts';

test.each([
  ['https://maple.example.com', { rpId: 'maple.example.com', origin: 'https://maple.example.com' }],
  ['http://127.0.0.1:3000', { rpId: 'localhost', origin: 'http://localhost:3000' }],
  ['http://[::1]:3000', { rpId: 'localhost', origin: 'http://localhost:3000' }],
  ['http://localhost', { rpId: 'localhost', origin: 'http://localhost' }],
  ['http://10.0.0.1:3000', undefined],
  ['https://[2a00::1]', undefined],
])('%s', (url, expected) => expect(passkeyHost(url)).toEqual(expected));
