// The parts of a live tail on the screen that need no screen: reading events, and holding rows within bounds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { MOST_ROWS, TailBuffer } from './tail-buffer.ts';
import { EventReader } from './tail-events.ts';

const row = (id: number) => ({ id: String(id) }) as LogRow;
const rows = (from: number, count: number) => Array.from({ length: count }, (_, index) => row(from + index));
const ids = (list: readonly LogRow[]) => list.map(({ id }) => Number(id));

test('events come whole, wherever the stream was cut', () => {
  const text =
    'retry: 1000\n: live\n\nid: 1\nevent: log\ndata: {"a":"ö\\n"}\n\r\nevent: dropped\r\ndata: {"dropped":3}\r\n\r\n: still here\n\ndata:x\ndata: y\n\n';
  const whole = new EventReader().read(text);
  expect(whole).toEqual([
    { event: 'log', data: '{"a":"ö\\n"}', id: '1' },
    { event: 'dropped', data: '{"dropped":3}', id: '1' },
    { event: 'message', data: 'x\ny', id: '1' },
  ]);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const reader = new EventReader();
      const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      expect(edges.flatMap((edge, index) => reader.read(text.slice(edge, edges[index + 1] ?? edge)))).toEqual(
        whole,
      );
    }),
  );
});

test('rows are shown newest first, each once', () => {
  const buffer = new TailBuffer();
  expect(buffer.push(rows(1, 3))).toBe(3);
  expect(buffer.push(rows(3, 2))).toBe(1);
  expect(ids(buffer.content().rows)).toEqual([4, 3, 2, 1]);
  expect(buffer.content()).toBe(buffer.content());
});

test('held back, they wait and are counted; what waits too long is dropped and counted', () => {
  const buffer = new TailBuffer();
  buffer.push(rows(1, 2));
  const before = buffer.content();
  buffer.hold(true);
  buffer.push(rows(3, MOST_ROWS + 10));
  expect(buffer.content()).toMatchObject({ rows: before.rows, newCount: MOST_ROWS, dropped: 10 });
  expect(buffer.content().rows).toBe(before.rows);
  buffer.hold(false);
  const after = buffer.content();
  expect(after).toMatchObject({ newCount: 0, dropped: 10 });
  expect(after.rows).toHaveLength(MOST_ROWS);
  expect(after.rows[0]?.id).toBe(String(MOST_ROWS + 12));
});

test('however many come between two frames, memory is bounded and the count is right', () => {
  const buffer = new TailBuffer();
  for (let batch = 0; batch < 100; batch += 1) buffer.push(rows(batch * 1_000, 1_000));
  const { rows: shown, dropped } = buffer.content();
  expect(shown).toHaveLength(MOST_ROWS);
  expect(shown.length + dropped).toBe(100_000);
  expect(buffer.takeReceived()).toBe(100_000);
  expect(buffer.takeReceived()).toBe(0);
});

test('rows that were shown and left are not dropped ones; clearing forgets both', () => {
  const buffer = new TailBuffer();
  for (let batch = 0; batch < 10; batch += 1) {
    buffer.push(rows(batch * 1_000, 1_000));
    buffer.content();
  }
  buffer.drop(7);
  expect(buffer.content()).toMatchObject({ dropped: 7 });
  buffer.clear();
  expect(buffer.content()).toEqual({ rows: [], newCount: 0, dropped: 0 });
});
