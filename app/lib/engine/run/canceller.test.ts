// Cancelling: until the query has ended, and not without end.
import { expect, test } from 'vitest';
import { Canceller } from './canceller.ts';

function setup(kill: (tags: readonly string[]) => Promise<unknown>) {
  const warnings: string[] = [];
  const asked: string[][] = [];
  const canceller = new Canceller({
    kill: (tags) => {
      asked.push([...tags]);
      return kill(tags);
    },
    onWarning: (message) => warnings.push(message),
    intervalMs: 1,
    tries: 5,
  });
  return { canceller, warnings, asked };
}

test('asks again until the query has ended, for all that are to end at once', async () => {
  const { canceller, warnings, asked } = setup(async () => {
    if (asked.length === 2) canceller.cancel('b');
    if (asked.length === 3) canceller.ended('a');
    if (asked.length === 4) canceller.ended('b');
  });
  canceller.cancel('a');
  canceller.cancel('a');
  await expect.poll(() => asked.length).toBe(4);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toEqual([['a'], ['a'], ['a', 'b'], ['b']]);
  expect(warnings).toEqual([]);
  canceller.cancel('c');
  await expect.poll(() => asked.at(-1)).toEqual(['c']);
  canceller.ended('c');
});

test('an engine that cannot cancel is asked a bounded number of times, and that is said once', async () => {
  const { canceller, warnings, asked } = setup(async () => {
    throw new Error('out of memory');
  });
  canceller.cancel('1/x');
  await expect.poll(() => warnings.length).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toHaveLength(5);
  expect(warnings).toEqual([
    'Queries cannot be cancelled: out of memory',
    'Query "1/x" did not end though it was cancelled 5 times',
  ]);
});
