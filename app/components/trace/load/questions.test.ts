// Questions and answers over a real channel: answers, versions, what is cancelled, and two traces compared by one worker.
import { afterEach, expect, test } from 'vitest';
import { buildTree } from '#app/lib/trace-model/build.ts';
import { TraceRows } from '#app/lib/trace-model/rows.ts';
import { draw } from '#app/lib/trace-model/testing.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { Answerer } from './answerer.ts';
import { Asker } from './asker.ts';
import type { FromWorker, QuestionMessage } from './protocol.ts';
import { answerTo, differenceOf, type OwnQuestion } from './questions.ts';

const ONE = buildTree(
  draw(`
    web:cart      |==========|
      shop:load   | ====     |
        db:query  |  ==      |
      shop:price  |      ==  |
  `).columns,
);
const OTHER = buildTree(
  draw(`
    web:cart      |============|
      shop:load   | =========  |
        db:query  |  ==        |
        db:again  |     ==     |
  `).columns,
);
const NEVER = new AbortController().signal;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A worker with a trace, as the page has it: all that it says is recorded. */
function workerOf(tree: TraceTree, version = 1) {
  const { port1: page, port2: worker } = new MessageChannel();
  const said: FromWorker[] = [];
  const answerer = new Answerer((message, transfer) => {
    said.push(message);
    worker.postMessage(message, transfer);
  });
  answerer.use(tree, version);
  worker.onmessage = ({ data }: MessageEvent<QuestionMessage>) => answerer.take(data);
  const asker = new Asker((message, transfer) => page.postMessage(message, transfer));
  page.onmessage = ({ data }: MessageEvent<FromWorker>) => asker.take(data);
  ends.push(() => {
    page.close();
    worker.close();
  });
  return { asker, answerer, said };
}

const QUESTIONS: readonly OwnQuestion[] = [
  { kind: 'text', text: 'shop' },
  { kind: 'ids', ids: ['0000000000000003'] },
  { kind: 'order', by: 'duration' },
  { kind: 'order', by: 'start' },
  { kind: 'statistics', by: 'service' },
  { kind: 'calls', by: 'operation' },
  { kind: 'flame' },
  { kind: 'picture', width: 20, height: 4 },
];

test.each(QUESTIONS)(
  '$kind is answered as the page would answer it, and the worker keeps its trace',
  async (question) => {
    const { asker } = workerOf(ONE);
    const ask = asker.about(1);
    const expected = structuredClone(answerTo(ONE, question));
    expect(await ask(question, NEVER)).toEqual(expected);
    expect(await ask(question, NEVER)).toEqual(expected);
  },
);

test('matches come with the spans above them', async () => {
  const { asker } = workerOf(ONE);
  const { marked, count, shown } = await asker.about(1)({ kind: 'text', text: 'query' }, NEVER);
  expect([count, [...marked], [...shown]]).toEqual([1, [0, 0, 1, 0], [1, 1, 1, 0]]);
});

test('rows in an order that the worker found are those that the page would have found', async () => {
  const { asker } = workerOf(ONE);
  const rows = new TraceRows(ONE);
  rows.arrange('self', await asker.about(1)({ kind: 'order', by: 'self' }, NEVER));
  const expected = new TraceRows(ONE);
  expected.sort('self');
  expect([...rows.spans]).toEqual([...expected.spans]);
});

test('a question that is given up is not worked on, and those after it are', async () => {
  const { asker, said } = workerOf(ONE);
  const ask = asker.about(1);
  const ending = new AbortController();
  const first = ask({ kind: 'text', text: 'c' }, NEVER);
  const second = ask({ kind: 'text', text: 'ca' }, ending.signal);
  const third = ask({ kind: 'text', text: 'car' }, NEVER);
  ending.abort();
  await expect(second).rejects.toThrow(/abort/i);
  expect((await first).count).toBe(2);
  expect((await third).count).toBe(1);
  expect(said).toHaveLength(2);
});

test('a question about a trace as it was before is not answered with the one of now', async () => {
  const { asker, answerer, said } = workerOf(ONE);
  const before = asker.about(1)({ kind: 'statistics', by: 'service' }, AbortSignal.timeout(100));
  answerer.use(OTHER, 2);
  const now = await asker.about(2)({ kind: 'statistics', by: 'service' }, NEVER);
  expect(now).toEqual(answerTo(OTHER, { kind: 'statistics', by: 'service' }));
  expect(said).toHaveLength(1);
  await expect(before).rejects.toThrow();
});

test('what the work ends with reaches who asked; a worker that is gone answers all with why', async () => {
  const { asker } = workerOf({ ...ONE, preorder: undefined as unknown as Uint32Array });
  await expect(asker.about(1)({ kind: 'flame' }, NEVER)).rejects.toMatchObject({ code: 'internal' });
  const waiting = asker.about(7)({ kind: 'flame' }, NEVER);
  asker.end({ code: 'internal', message: 'gone' });
  await expect(waiting).rejects.toMatchObject({ message: 'gone' });
});

test('one worker compares its trace with the one that another lends', async () => {
  const [a, b] = [workerOf(ONE), workerOf(OTHER)];
  const { port1, port2 } = new MessageChannel();
  const found = a.asker.about(1)({ kind: 'diff', port: port1 }, NEVER);
  b.asker.lend(port2);
  const expected = differenceOf(ONE, OTHER);
  expect(await found).toEqual(structuredClone(expected));
  expect(expected.diff.counts).toEqual({ same: 1, slower: 2, faster: 0, added: 1, removed: 1 });
});
