// Values, order, files and charts of a result, without a browser.
import { describe, expect, test } from 'vitest';
import { type Column, cellText, columnKind, columnWidths, shownText, sortedIndexes } from './cells.ts';
import { chartOf, MOST_BARS, MOST_SERIES } from './chart-data.ts';
import { toCsv, toNdjson } from './result-files.ts';

const column = (name: string, type: string): Column => ({ name, type });

describe('columns', () => {
  test.each([
    ['UInt64', 'number'],
    ['Nullable(Float64)', 'number'],
    ['LowCardinality(Nullable(Int8))', 'number'],
    ['Decimal(18, 3)', 'number'],
    ['SimpleAggregateFunction(sum, UInt64)', 'number'],
    ['Date', 'time'],
    ["DateTime64(9, 'UTC')", 'time'],
    ['Nullable(DateTime)', 'time'],
    ['LowCardinality(String)', 'text'],
    ['Array(UInt8)', 'text'],
    ['Map(String, UInt8)', 'text'],
    ['IntervalDay', 'text'],
  ])('%s is a %s', (type, kind) => expect(columnKind(type)).toBe(kind));

  test('are as wide as their first values, within bounds', () => {
    const [short, long] = columnWidths([column('a', 'Int8'), column('b', 'String')], [[1, 'x'.repeat(500)]]);
    expect(short).toBeLessThan(12);
    expect(long).toBe(48);
  });
});

describe('cells', () => {
  test.each([
    [null, 'NULL'],
    ['', ''],
    [true, 'true'],
    [[1, null], '[1,null]'],
    [{ a: 1 }, '{"a":1}'],
  ])('%j is %s', (value, text) => expect(cellText(value)).toBe(text));

  test('points in time are shown in the zone, dates as they are', () => {
    expect(shownText('2026-01-01T12:00:00.500Z', 'time', 'Europe/Berlin')).toBe('2026-01-01 13:00:00.500');
    expect(shownText('2026-01-01', 'time', 'Europe/Berlin')).toBe('2026-01-01');
  });
});

describe('order', () => {
  const rows = [
    ['10', 'b'],
    ['9', null],
    [null, 'a'],
    ['18446744073709551615', 'c'],
    ['18446744073709551614', 'c'],
  ];
  const columns = [column('n', 'UInt64'), column('t', 'Nullable(String)')];
  test.each([
    [{ column: 0, direction: 'asc' }, [1, 0, 4, 3, 2]],
    [{ column: 0, direction: 'desc' }, [3, 4, 0, 1, 2]],
    [{ column: 1, direction: 'asc' }, [2, 0, 3, 4, 1]],
    [{ column: 1, direction: 'desc' }, [3, 4, 0, 2, 1]],
    [undefined, [0, 1, 2, 3, 4]],
  ] as const)('%j', (sorting, order) => expect(sortedIndexes(rows, columns, sorting)).toEqual(order));
});

describe('files', () => {
  const columns = [column('a', 'String'), column('a', 'Int8'), column('b', 'Nullable(String)')];
  const rows = [
    ['x, "y"\n', 1, null],
    ['', 2, { k: [1] }],
  ];
  test('CSV', () => {
    expect(toCsv(columns, rows)).toBe('a,a,b\r\n"x, ""y""\n",1,\r\n"",2,"{""k"":[1]}"\r\n');
  });
  test('no cell of CSV runs as a formula, and numbers stay numbers', () => {
    const values = [
      ['=1+1', '-12.5', '@SUM(A1)'],
      ['-', '+4e3', '\tx'],
    ];
    expect(toCsv([column('=a', 'String')], values)).toBe("'=a\r\n'=1+1,-12.5,'@SUM(A1)\r\n'-,+4e3,'\tx\r\n");
  });
  test('NDJSON keeps columns of the same name apart', () => {
    expect(toNdjson(columns, rows)).toBe(
      '{"a":"x, \\"y\\"\\n","a_2":1,"b":null}\n{"a":"","a_2":2,"b":{"k":[1]}}\n',
    );
  });
});

describe('charts', () => {
  const time = column('t', 'DateTime');
  const text = column('s', 'String');
  const number = column('n', 'UInt64');

  test('lines over time, one per value of a text column, with gaps', () => {
    const chart = chartOf(
      [time, text, number],
      [
        ['2026-01-01T00:01:00Z', 'a', '3'],
        ['2026-01-01T00:00:00Z', 'a', '1'],
        ['2026-01-01T00:01:00Z', 'b', '2'],
      ],
    );
    expect(chart).toMatchObject({
      kind: 'time',
      xs: [Date.UTC(2026, 0, 1, 0, 0), Date.UTC(2026, 0, 1, 0, 1)],
      series: [
        { name: 'a', values: [1, 3] },
        { name: 'b', values: [null, 2] },
      ],
      left: 0,
    });
  });

  test('one line per number column without a text column', () => {
    const chart = chartOf([time, number, column('m', 'Float64')], [['2026-01-01T00:00:00Z', '1', 2.5]]);
    expect(chart?.series.map(({ name }) => name)).toEqual(['n', 'm']);
  });

  test('the largest lines are kept', () => {
    const rows = Array.from({ length: 25 }, (_, index) => ['2026-01-01T00:00:00Z', `s${index}`, index]);
    const chart = chartOf([time, text, number], rows);
    expect(chart?.series).toHaveLength(MOST_SERIES);
    expect(chart?.series[0]?.name).toBe('s24');
    expect(chart?.left).toBe(15);
  });

  test('bars by the text column, or by the first number', () => {
    expect(
      chartOf(
        [text, number],
        [
          ['x', '5'],
          ['y', null],
        ],
      ),
    ).toMatchObject({
      kind: 'bars',
      labels: ['x', 'y'],
      series: [{ name: 'n', values: [5, null] }],
    });
    expect(chartOf([number, column('m', 'Int8')], [['7', 1]])).toMatchObject({
      labels: ['7'],
      series: [{ name: 'm' }],
    });
    expect(chartOf([number], [['7'], ['8']])).toMatchObject({
      labels: ['1', '2'],
      series: [{ values: [7, 8] }],
    });
    const many = Array.from({ length: MOST_BARS + 5 }, (_, index) => [`b${index}`, index]);
    expect(chartOf([text, number], many)?.left).toBe(5);
  });

  test('nothing without a number or without rows', () => {
    expect(chartOf([text], [['x']])).toBeUndefined();
    expect(chartOf([number], [])).toBeUndefined();
    expect(chartOf([time, number], [[null, 1]])).toBeUndefined();
  });
});
