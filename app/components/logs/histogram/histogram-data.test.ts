// The bars of the histogram from an answer.
import { expect, test } from 'vitest';
import type { LogAggregateResponse } from '#app/lib/logs/schema.ts';
import { histogramData } from './histogram-data.ts';

function answer(series: LogAggregateResponse['series']): LogAggregateResponse {
  const statistics = { elapsedMs: 1, rowsRead: 1, bytesRead: 1 };
  return {
    series,
    intervalMs: 10,
    fromMs: 105,
    toMs: 131,
    isCut: false,
    partial: null,
    hint: null,
    statistics,
  };
}

test('intervals cover the range without gap, those without records included', () => {
  const data = histogramData(
    answer([
      {
        labels: { level: 'info' },
        points: [
          [110, 4],
          [130, 1],
        ],
      },
    ]),
    'level',
  );
  expect(data.starts).toEqual([100, 110, 120, 130]);
  expect(data.series.map(({ values }) => values)).toEqual([[0, 4, 0, 1]]);
  expect(data).toMatchObject({ total: 5, peak: 4 });
});

test('the worst severity stands at the bottom', () => {
  const series = ['info', 'fatal', 'error'].map((level) => ({ labels: { level }, points: [] }));
  expect(histogramData(answer(series), 'level').series.map(({ label }) => label)).toEqual([
    'fatal',
    'error',
    'info',
  ]);
});

test('other fields stand by frequency, and what was summed up on top, without a value to filter by', () => {
  const data = histogramData(
    answer([
      { labels: {}, points: [[100, 99]] },
      { labels: { service: 'a' }, points: [[100, 1]] },
      { labels: { service: '' }, points: [[100, 2]] },
    ]),
    'service',
  );
  expect(data.series.map(({ label, value, total }) => [label, value, total])).toEqual([
    ['none', '', 2],
    ['a', 'a', 1],
    ['other', undefined, 99],
  ]);
});

test('a point outside of the range is not drawn', () => {
  expect(
    histogramData(
      answer([
        {
          labels: { level: 'info' },
          points: [
            [140, 4],
            [90, 1],
          ],
        },
      ]),
      'level',
    ).total,
  ).toBe(0);
});
