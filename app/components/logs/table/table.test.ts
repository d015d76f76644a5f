// Columns of the list and the places of its rows.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heights } from '#app/components/explorer/rows/heights.ts';
import { reusedKeys } from '#app/components/explorer/rows/reused-keys.ts';
import {
  addColumn,
  columnsToAsk,
  gridShape,
  moveColumn,
  parseColumns,
  printColumns,
  removeColumn,
} from './columns.ts';

const usual = ['timestamp', 'level', 'service', 'body'];

test('columns survive the URL, whatever their names', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 20 })
    .filter((text) => text.trim() === text && text !== '');
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 10 }), (columns) => {
      expect(parseColumns(printColumns(columns, usual), usual)).toEqual(columns);
    }),
  );
});

test.each([
  ['', usual],
  [',, ,', usual],
  ['body', ['body']],
  ['level,level,body', ['level', 'body']],
  ['a\\,b,c', ['a,b', 'c']],
])('cols=%s shows %j', (text, columns) => {
  expect(parseColumns(text, usual)).toEqual(columns);
});

test('a new column stands before the body, and the usual ones are not in the URL', () => {
  const more = addColumn(usual, 'order.id');
  expect(more).toEqual(['timestamp', 'level', 'service', 'order.id', 'body']);
  expect(addColumn(more, 'order.id')).toBe(more);
  expect(printColumns(removeColumn(more, 'order.id'), usual)).toBe('');
  expect(removeColumn(['body'], 'body')).toEqual(['body']);
  expect(moveColumn(usual, 'body', 0)).toEqual(['body', 'timestamp', 'level', 'service']);
  expect(moveColumn(usual, 'timestamp', 99)).toEqual(['level', 'service', 'body', 'timestamp']);
});

test('one column takes the room that is left', () => {
  expect(gridShape(usual, {}, false).template).toBe('96px 54px 130px minmax(240px,1fr)');
  expect(gridShape(['timestamp', 'service'], { timestamp: 10 }, false)).toEqual({
    template: '40px minmax(130px,1fr)',
    least: 182,
  });
});

test('only what has no place of its own in a record is asked for', () => {
  const columns = [...usual, 'trace_id', 'http.route', 'resource.host.name', 'time'];
  expect(columnsToAsk(columns)).toEqual(['trace_id', 'http.route', 'resource.host.name', 'time']);
});

test('rows stand one below the other, however they were measured', () => {
  const measurement = fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 400 }));
  fc.assert(
    fc.property(fc.array(measurement, { maxLength: 60 }), fc.nat(5_000), fc.nat(10), (list, index, shift) => {
      const before = new Heights(22);
      const plain = new Map<number, number>();
      for (const [row, height] of list) {
        before.set(row, height);
        plain.set(row, height);
      }
      const heights = before.shifted(shift);
      let offset = 0;
      for (let row = 0; row < index; row += 1) offset += plain.get(row - shift) ?? 22;
      expect(heights.offset(index)).toBe(offset);
      expect(heights.at(offset)).toBe(index);
      expect(heights.at(offset + heights.get(index) - 0.5)).toBe(index);
    }),
  );
});

test('rows that stay keep their element, others take one that became free, and none is there twice', () => {
  const windows = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 40 })), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(windows, (list) => {
      let keys: readonly number[] = [];
      let before = 0;
      for (const [first, length] of list) {
        const next = reusedKeys(keys, before, first, first + length);
        expect(new Set(next).size).toBe(length);
        for (const [at, key] of keys.entries()) {
          const now = before + at - first;
          if (now >= 0 && now < length) expect(next[now]).toBe(key);
        }
        [keys, before] = [next, first];
      }
    }),
  );
});

test('a jump uses the elements in their order', () => {
  expect(reusedKeys([0, 1, 2], 0, 100, 103)).toEqual([0, 1, 2]);
  expect(reusedKeys([0, 1, 2], 0, 1, 4)).toEqual([1, 2, 0]);
});
