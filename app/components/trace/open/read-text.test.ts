// What a chosen file is read as: packed, broken, or far larger than it looks.
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readText } from './read-text.ts';

const TEXT = '{"resourceSpans": [], "ö": "😀"}';

it('reads text, packed or not', async () => {
  expect(await readText(new Blob([TEXT]))).toBe(TEXT);
  expect(await readText(new Blob([gzipSync(TEXT)]))).toBe(TEXT);
  expect(await readText(new Blob([]))).toBe('');
});

it('says that a packed file is cut off', async () => {
  const cut = new Blob([gzipSync(TEXT).subarray(0, 20)]);
  await expect(readText(cut)).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining('gzip'),
  });
});

it('stops unpacking what a small file blows up to', async () => {
  const bomb = new Blob([gzipSync(Buffer.alloc(8 << 20, 0x20))]);
  await expect(readText(bomb, 1 << 20)).rejects.toMatchObject({ code: 'payload_too_large' });
});
