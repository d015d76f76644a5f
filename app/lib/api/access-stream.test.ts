// A long answer: the same bytes while it is allowed, broken off and its source ended when it no longer is.
import { expect, test } from 'vitest';
import { whileAllowed } from './access-stream.ts';

function numbers(count: number) {
  const seen = { cancelled: undefined as unknown };
  let next = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (next === count) controller.close();
        else controller.enqueue(Uint8Array.of(next++));
      },
      cancel(reason) {
        seen.cancelled = reason;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, seen };
}

test('passes every byte, and asks no more often than it was told', async () => {
  const { body } = numbers(6);
  let clock = 0;
  let checks = 0;
  const check = async () => {
    checks += 1;
  };
  const bytes: number[] = [];
  for await (const chunk of whileAllowed(body, { check, everyMs: 20, now: () => clock })) {
    bytes.push(...chunk);
    clock += 10;
  }
  expect(bytes).toEqual([0, 1, 2, 3, 4, 5]);
  expect(checks).toBe(2);
});

test('breaks off with the error, ends the source, and hands on nothing of what came after', async () => {
  const { body, seen } = numbers(6);
  let clock = 0;
  const revoked = new Error('revoked');
  const check = async () => {
    if (clock >= 20) throw revoked;
  };
  const bytes: number[] = [];
  const read = async () => {
    for await (const chunk of whileAllowed(body, { check, everyMs: 10, now: () => clock })) {
      bytes.push(...chunk);
      clock += 10;
    }
  };
  await expect(read()).rejects.toBe(revoked);
  expect(bytes).toEqual([0, 1]);
  expect(seen.cancelled).toBe(revoked);
});

test('ends with its farewell where there is one', async () => {
  const { body, seen } = numbers(6);
  const check = async () => {
    throw new Error('revoked');
  };
  const bytes: number[] = [];
  for await (const chunk of whileAllowed(body, { check, everyMs: 0, farewell: () => Uint8Array.of(99) }))
    bytes.push(...chunk);
  expect(bytes).toEqual([99]);
  expect(seen.cancelled).toEqual(new Error('revoked'));
});

test('asks again while there is nothing to read', async () => {
  let cancelled: unknown;
  const silent = new ReadableStream<Uint8Array>({
    cancel(reason) {
      cancelled = reason;
    },
  });
  let checks = 0;
  const check = async () => {
    checks += 1;
    if (checks === 3) throw new Error('revoked');
  };
  const bytes: number[] = [];
  for await (const chunk of whileAllowed(silent, { check, everyMs: 1, farewell: () => Uint8Array.of(99) }))
    bytes.push(...chunk);
  expect(bytes).toEqual([99]);
  expect(cancelled).toEqual(new Error('revoked'));
});

test('fails as its source fails, without a farewell', async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull() {
      throw new Error('the disk is gone');
    },
  });
  const farewell = () => Uint8Array.of(99);
  const read = new Response(whileAllowed(broken, { check: async () => {}, everyMs: 10, farewell })).bytes();
  await expect(read).rejects.toThrow('the disk is gone');
});

test('asks no more once its reader has left', async () => {
  let checks = 0;
  const check = async () => {
    checks += 1;
  };
  const silent = new ReadableStream<Uint8Array>();
  const reader = whileAllowed(silent, { check, everyMs: 1 }).getReader();
  const reading = reader.read();
  await reader.cancel();
  await reading;
  const asked = checks;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(checks).toBe(asked);
});

test('ends its source when the reader leaves', async () => {
  const { body, seen } = numbers(6);
  const reader = whileAllowed(body, { check: async () => {}, everyMs: 10 }).getReader();
  await reader.read();
  await reader.cancel('left');
  expect(seen.cancelled).toBe('left');
});
