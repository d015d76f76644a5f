// The line of waiting queries.
import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

const never = new AbortController().signal;

test('runs up to the limit, then in order, then refuses', async () => {
  const slots = new Slots(1, 2);
  const first = await slots.take(never);
  const order: string[] = [];
  const second = slots.take(never).then((release) => {
    order.push('second');
    return release;
  });
  const third = slots.take(never).then((release) => {
    order.push('third');
    return release;
  });
  await expect(slots.take(never)).rejects.toMatchObject({ code: 202 });
  expect([slots.running, slots.waiting]).toEqual([1, 2]);
  first();
  first();
  (await second)();
  (await third)();
  expect(order).toEqual(['second', 'third']);
  expect([slots.running, slots.waiting]).toEqual([0, 0]);
});

test('one who leaves the line does not take a slot', async () => {
  const slots = new Slots(1, 5);
  const first = await slots.take(never);
  const aborter = new AbortController();
  const gone = slots.take(aborter.signal);
  const next = slots.take(never);
  aborter.abort();
  await expect(gone).rejects.toMatchObject({ code: 394 });
  first();
  (await next)();
  expect([slots.running, slots.waiting]).toEqual([0, 0]);
  await expect(slots.take(aborter.signal)).rejects.toMatchObject({ code: 394 });
});
