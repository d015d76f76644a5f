// The pure parts of an open span: what one goes on to search for, its events, and where it stands against others.
import { describe, expect, test } from 'vitest';
import { percentileScale, rankText } from './percentile-scale.ts';
import { placesOf, rangeAround, searchFor, searchRange, similarSpans } from './searches.ts';
import { filterEvents, nsBetween } from './span-events.tsx';

describe('searches', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  test.each([
    [5, { from: 'now-1h', to: 'now' }],
    [54, { from: 'now-1h', to: 'now' }],
    [56, { from: '2026-11-22T10:34:00.000Z', to: '2026-11-22T11:34:00.000Z' }],
    // A clock that is ahead.
    [-10, { from: '2026-11-22T11:40:00.000Z', to: '2026-11-22T12:40:00.000Z' }],
  ])('a span of %d minutes ago is searched around', (minutes, range) => {
    expect(searchRange(now - minutes * 60_000, now)).toEqual(range);
  });

  test('a range holds parts of milliseconds, and no time that is none', () => {
    expect(rangeAround(now + 0.4, now + 1.2, 0)).toEqual({
      from: '2026-11-22T12:00:00.000Z',
      to: '2026-11-22T12:00:00.002Z',
    });
    expect(rangeAround(0, 1e18)).toEqual({
      from: '1970-01-01T00:00:00.000Z',
      to: '9999-12-31T23:59:59.000Z',
    });
  });

  test('name services and operations as they are, whatever is in them', () => {
    expect(similarSpans({ service: 'cart', name: 'GET /a "b" \\c', kind: 'Server' })).toBe(
      'service:cart name:"GET /a \\"b\\" \\\\c" kind:Server',
    );
    expect(similarSpans({ service: 'cart', name: 'x', kind: 'Unspecified' })).toBe('service:cart name:x');
    expect(
      searchFor([
        ['trace_id', 'abc'],
        ['span_id', undefined],
        ['a', ''],
      ]),
    ).toBe('trace_id:abc');
  });

  test('a span ran in a pod on a host, of which the nearest names count', () => {
    const fields = (resource: Record<string, string>) => placesOf(resource).map(({ field }) => field);
    expect(
      fields({ 'k8s.pod.name': 'a', 'container.id': 'b', 'host.name': 'c', 'k8s.node.name': 'd' }),
    ).toEqual(['k8s.pod.name', 'host.name']);
    expect(fields({ 'container.id': 'b' })).toEqual(['container.id']);
    expect(fields({ 'host.name': '' })).toEqual([]);
  });
});

describe('against the day before', () => {
  test.each([
    [0.97, 12_034, 'slower than 97% of 12,034'],
    [0.9996, 12_034, 'slower than 99.9% of 12,034'],
    [0.999, 100, 'slower than 99% of 100'],
    [1, 40, 'as slow as any of 40'],
    [0.2, 40, 'quicker than 80% of 40'],
    [0.001, 4_000, 'quicker than nearly all of 4,000'],
  ])('%d of %d', (rank, spans, text) => {
    expect(rankText(rank, spans)).toBe(text);
  });

  test.each([
    [5e6, { p50: 1e6, p95: 1e7, p99: 1e8 }],
    [1, { p50: 1e6, p95: 1e7, p99: 1e8 }],
    [1e12, { p50: 1e6, p95: 1e7, p99: 1e8 }],
    [0, { p50: 0, p95: 0, p99: 0 }],
  ])('all marks of %d ns lie on the bar in their order', (duration, percentiles) => {
    const scale = percentileScale(duration, percentiles);
    for (const share of Object.values(scale)) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
    }
    expect(scale.p50).toBeLessThanOrEqual(scale.p95);
    expect(scale.p95).toBeLessThanOrEqual(scale.p99);
    expect(scale.duration < scale.p50).toBe(duration < percentiles.p50);
    expect(scale.duration > scale.p99).toBe(duration > percentiles.p99);
  });
});

describe('events', () => {
  test.each([
    ['2026-11-22T12:00:00.000000000Z', '2026-11-22T12:00:00.000000001Z', 1],
    ['2026-11-22T12:00:00.999999999Z', '2026-11-22T12:00:01.000000001Z', 2],
    ['2026-11-22T12:00:01.5Z', '2026-11-22T12:00:00.25Z', -1.25e9],
  ])('from %s to %s', (from, to, ns) => {
    expect(nsBetween(from, to)).toBe(ns);
  });

  test('are found by name, attribute or value', () => {
    const events: Parameters<typeof filterEvents>[0] = [
      { timestamp: '', name: 'Retry', attributes: {} },
      { timestamp: '', name: 'exception', attributes: { 'exception.type': 'Timeout' } },
    ];
    const names = (text: string) => filterEvents(events, text).map(({ name }) => name);
    expect(names('')).toEqual(['Retry', 'exception']);
    expect(names(' retry')).toEqual(['Retry']);
    expect(names('TIMEOUT')).toEqual(['exception']);
    expect(names('exception.type')).toEqual(['exception']);
    expect(names('other')).toEqual([]);
  });
});
