// Random ids are UUIDs, without the help of a secure page.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { randomId } from './random-id.ts';

test('an id is a UUID of version 4, whatever the bytes are', () => {
  const all = (byte: number) => ({ getRandomValues: <T>(array: T) => (array as Uint8Array).fill(byte) as T });
  expect(randomId(all(0))).toBe('00000000-0000-4000-8000-000000000000');
  expect(randomId(all(255))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  expect(z.uuidv4().safeParse(randomId()).success).toBe(true);
});

test('no two are the same', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => randomId())).size).toBe(1_000);
});
