// How long things are remembered, and that one load serves everybody who waits.
import { expect, test } from 'vitest';
import { createFreshCache } from './fresh-cache.ts';

function lab(maxEntries = 10) {
  const clock = { now: 0 };
  const loads: string[] = [];
  const cache = createFreshCache<string>({ maxAgeMs: 100, maxEntries, now: () => clock.now });
  const get = (key: string) =>
    cache.get(key, async () => {
      loads.push(key);
      return `${key} at ${clock.now}`;
    });
  return { clock, loads, cache, get };
}

test('everybody who waits gets the one load', async () => {
  const { get, loads } = lab();
  expect(await Promise.all([get('a'), get('a'), get('b')])).toEqual(['a at 0', 'a at 0', 'b at 0']);
  expect(loads).toEqual(['a', 'b']);
});

test('past half of its age it is renewed behind the answer, past all of it before', async () => {
  const { get, clock, loads } = lab();
  await get('a');
  clock.now = 49;
  expect(await get('a')).toBe('a at 0');
  expect(loads).toHaveLength(1);
  clock.now = 50;
  expect(await get('a')).toBe('a at 0');
  await new Promise((resolve) => setImmediate(resolve));
  expect(await get('a')).toBe('a at 50');
  clock.now = 150;
  expect(await get('a')).toBe('a at 150');
  expect(loads).toHaveLength(3);
});

test('what proves wrong is forgotten, and what came after it is not', async () => {
  const { cache, get, clock } = lab();
  const wrong = get('a');
  await wrong;
  clock.now = 10;
  cache.dropValue('a', wrong);
  expect(await get('a')).toBe('a at 10');
  clock.now = 20;
  cache.dropValue('a', wrong);
  expect(await get('a')).toBe('a at 10');
});

test('a failure is told to those who wait and not remembered; a failed renewal keeps the old value', async () => {
  const { cache, clock } = lab();
  const fail = () => Promise.reject(new Error('away'));
  await expect(cache.get('a', fail)).rejects.toThrow('away');
  expect(await cache.get('a', async () => 'there')).toBe('there');
  clock.now = 60;
  expect(await cache.get('a', fail)).toBe('there');
  await new Promise((resolve) => setImmediate(resolve));
  expect(await cache.get('a', fail)).toBe('there');
  clock.now = 200;
  await expect(cache.get('a', fail)).rejects.toThrow('away');
});

test('what is dropped while it loads or is renewed does not come back', async () => {
  const { cache, get, clock, loads } = lab();
  const waiting = get('team a');
  cache.drop('team ');
  await waiting;
  await get('team a');
  expect(loads).toHaveLength(2);
  clock.now = 60;
  await get('team a');
  cache.drop('team a');
  await new Promise((resolve) => setImmediate(resolve));
  await get('team a');
  expect(loads).toHaveLength(4);
});

test('the oldest gives way', async () => {
  const { get, loads } = lab(2);
  for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await get(key);
  expect(loads).toEqual(['a', 'b', 'c', 'a']);
});
