// Places are never over-used, are handed on in order, and the line has an end.
import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

test('the line is served in order and the places come back', async () => {
  const slots = new Slots(2, 10);
  const first = await slots.enter();
  const second = await slots.enter();
  const order: string[] = [];
  const third = slots.enter().then((leave) => {
    order.push('third');
    return leave;
  });
  const fourth = slots.enter().then((leave) => {
    order.push('fourth');
    return leave;
  });
  await Promise.resolve();
  expect(order).toEqual([]);
  expect(slots.used).toBe(2);
  first();
  (await third)();
  (await fourth)();
  second();
  expect(order).toEqual(['third', 'fourth']);
  expect(slots.used).toBe(0);
});

test('a full line refuses with a retry delay', async () => {
  const slots = new Slots(1, 1);
  const leave = await slots.enter();
  const waiting = slots.enter();
  await expect(slots.enter()).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 1 });
  leave();
  (await waiting)();
  expect(slots.used).toBe(0);
});
