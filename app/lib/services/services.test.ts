// The pure parts of services: minutes, Apdex, deploys, versions, which buckets are counted when, and the searches of edges.
import { describe, expect, test } from 'vitest';
import { parseSearch } from '#app/lib/search/parse.ts';
import type { BucketRow } from '#app/lib/telemetry/services-edges.ts';
import { shareUpTo } from '#app/lib/telemetry/services-red.ts';
import { partsOf } from '#app/lib/telemetry/services-rollup.ts';
import { deploysOf, minutesOfQuarter } from './deploys.ts';
import { type EdgeNames, edgeQuery } from './edge-query.ts';
import { errorQuery } from './error-query.ts';
import { countedMs } from './map-shape.ts';
import { minutesOf } from './minutes.ts';
import { nextVersion, versionMs } from './version.ts';
import { aroundOf, dueBatches } from './window.ts';

const ns = (ms: number) => BigInt(ms) * 1_000_000n;

describe('minutes', () => {
  test('are those that the range touches, and rates are per what is past of them', () => {
    const range = { fromNs: ns(90_000), toNs: ns(3_690_000) + 1n };
    expect(minutesOf(range, 30, 3_690_000)).toEqual({
      fromMs: 60_000,
      toMs: 3_720_000,
      intervalMs: 300_000,
      pointsFromMs: 60_000,
      points: 13,
      seconds: 3_630,
    });
    expect(minutesOf({ fromNs: ns(60_000), toNs: ns(120_000) }, 0, 1e12)).toEqual({
      fromMs: 60_000,
      toMs: 120_000,
      intervalMs: 60_000,
      pointsFromMs: 60_000,
      points: 0,
      seconds: 60,
    });
  });

  test('points of quarters of an hour begin with one, and are no more than asked for', () => {
    const minute = (n: number) => ns(n * 60_000);
    expect(minutesOf({ fromNs: minute(22), toNs: minute(22 + 300) }, 20, 1e12)).toMatchObject({
      fromMs: 22 * 60_000,
      toMs: 322 * 60_000,
      pointsFromMs: 15 * 60_000,
      intervalMs: 1_800_000,
      points: 11,
    });
    // Five hours are 20 points of a quarter, but not when they begin in the middle of one.
    expect(minutesOf({ fromNs: minute(15), toNs: minute(15 + 300) }, 20, 1e12)).toMatchObject({
      intervalMs: 900_000,
      points: 20,
    });
  });

  test('six hours and more are counted by whole quarters, a day from an hour on', () => {
    const minute = (n: number) => ns(n * 60_000);
    expect(minutesOf({ fromNs: minute(22), toNs: minute(22 + 360) }, 30, 1e12)).toEqual({
      fromMs: 15 * 60_000,
      toMs: 390 * 60_000,
      intervalMs: 900_000,
      pointsFromMs: 15 * 60_000,
      points: 25,
      seconds: 375 * 60,
    });
    expect(minutesOf({ fromNs: minute(22), toNs: minute(22 + 359) }, 30, 1e12)).toMatchObject({
      fromMs: 22 * 60_000,
      toMs: 381 * 60_000,
    });
    const now = ns(1) + minute(2_000);
    // What is to come of the last quarter does not make the rate less.
    expect(minutesOf({ fromNs: minute(560), toNs: now }, 30, 2_000 * 60_000 + 1)).toEqual({
      fromMs: 540 * 60_000,
      toMs: 2_010 * 60_000,
      intervalMs: 3_600_000,
      pointsFromMs: 540 * 60_000,
      points: 25,
      seconds: 1_460 * 60 + 0.001,
    });
  });
});

describe('stretches of time in hours and quarters', () => {
  const none = { hours: [], quarters: [] };
  test('hours of six and more up to where they are read, then quarters, then minutes', () => {
    const stretch = [840, 40 * 3_600 + 960] as const;
    expect(partsOf([stretch], 1e9, none)).toEqual({
      minutes: [
        [840, 900],
        [40 * 3_600 + 900, 40 * 3_600 + 960],
      ],
      quarters: [
        [900, 3_600],
        [40 * 3_600, 40 * 3_600 + 900],
      ],
      hours: [[3_600, 40 * 3_600]],
    });
    expect(partsOf([stretch], 40 * 3_600 - 1, none)).toMatchObject({ hours: [[3_600, 39 * 3_600]] });
    expect(partsOf([[0, 21_540]], 1e9, none)).toMatchObject({ hours: [], quarters: [[0, 20_700]] });
  });

  test('an hour that is not sound is read by its quarters, and one of these by its minutes', () => {
    expect(partsOf([[0, 36_000]], 1e9, { hours: [7_200, 0], quarters: [8_100, 18_000] })).toEqual({
      minutes: [[8_100, 9_000]],
      quarters: [
        [0, 3_600],
        [7_200, 8_100],
        [9_000, 10_800],
      ],
      hours: [
        [3_600, 7_200],
        [10_800, 36_000],
      ],
    });
  });

  test.each([
    ['nothing', [], [], [], []],
    ['less than two hours', [[0, 7_140]], [], [[0, 7_140]], []],
    ['whole quarters', [[900, 8_100]], [], [], [[900, 8_100]]],
    [
      'quarters with ends',
      [[840, 9_960]],
      [],
      [
        [840, 900],
        [9_900, 9_960],
      ],
      [[900, 9_900]],
    ],
    [
      'quarters of which some are not sound',
      [[0, 11_700]],
      [1_800, 900],
      [[900, 2_700]],
      [
        [0, 900],
        [2_700, 11_700],
      ],
    ],
    [
      'one that is not sound at each end',
      [[0, 9_900]],
      [0, 9_000, 99_000],
      [
        [0, 900],
        [9_000, 9_900],
      ],
      [[900, 9_000]],
    ],
    [
      'two stretches, cut inside of a quarter',
      [
        [0, 8_220],
        [8_220, 16_440],
      ],
      [],
      [
        [8_100, 9_000],
        [16_200, 16_440],
      ],
      [
        [0, 8_100],
        [9_000, 16_200],
      ],
    ],
  ] as const)('%s', (_, stretches, unsound, minutes, quarters) => {
    const found = partsOf(stretches, 0, { hours: [], quarters: unsound });
    expect(found.hours).toEqual([]);
    expect(found.quarters).toEqual(quarters);
    expect(found.minutes.flat().length % 2).toBe(0);
    const sum = (of: readonly (readonly [number, number])[]) =>
      of.reduce((all, [from, to]) => all + to - from, 0);
    expect(sum(found.minutes)).toBe(sum(minutes));
    expect(sum(found.minutes) + sum(found.quarters)).toBe(sum(stretches));
  });
});

describe('the minutes of a quarter of an hour', () => {
  test('have the first span in the first of them', () => {
    const row = { quarter: 900, version: '2', minutes: 0b100_0000_0000_0110, first: '965000000000' };
    expect(minutesOfQuarter(row)).toEqual([
      { minute: 960, version: '2', firstNs: 965_000_000_000n, isExact: true },
      { minute: 1_020, version: '2', firstNs: 1_020_000_000_000n, isExact: false },
      { minute: 1_740, version: '2', firstNs: 1_740_000_000_000n, isExact: false },
    ]);
  });
});

describe('the share of durations up to a limit', () => {
  const even = Array.from({ length: 199 }, (_, index) => (index + 1) * 10);

  test.each([
    [0, 0],
    [995, 0.4975],
    [1_000, 0.5],
    [1_990, 1],
    [5_000, 1],
  ])('%i of 0 to 2000 spread evenly is %f', (limit, share) => {
    expect(shareUpTo(limit, even)).toBeCloseTo(share, 6);
  });

  test('is all or nothing where all are the same', () => {
    expect(
      shareUpTo(
        100,
        even.map(() => 100),
      ),
    ).toBe(1);
    expect(
      shareUpTo(
        99,
        even.map(() => 100),
      ),
    ).toBe(0);
  });
});

describe('deploys', () => {
  const seen = (text: string) =>
    text.split(' ').flatMap((versions, minute) =>
      [...versions]
        .filter((version) => version !== '-')
        .map((version, place) => ({
          minute: minute * 60,
          version,
          firstNs: BigInt(minute * 60 + place),
          isExact: true,
        })),
    );
  const found = (text: string, isNew = false) =>
    deploysOf(seen(text), isNew).map(({ previous, version, firstNs }) => `${previous}>${version}@${firstNs}`);

  test.each([
    ['a a a', []],
    ['a a b b', ['a>b@120']],
    // Both for a while, as when pods are replaced one by one.
    ['a ab ab b', ['a>b@61']],
    // Back to the former one.
    ['a b b a a', ['a>b@60', 'b>a@180']],
    ['a b c', ['a>b@60', 'b>c@120']],
    // Minutes without any span tell nothing.
    ['a - - a b', ['a>b@240']],
  ])('%s', (text, deploys) => {
    expect(found(text)).toEqual(deploys);
  });

  test('the first version is one when the service is new', () => {
    expect(found('a a', true)).toEqual(['null>a@0']);
  });
});

describe('versions', () => {
  test('rise with the clock, tell its time, and rise when it was set back', () => {
    const first = nextVersion(1_700_000_000_000, 0n, 0.5);
    expect(versionMs(first)).toBe(1_700_000_000_000);
    expect(nextVersion(1_700_000_000_001, first, 0)).toBeGreaterThan(first);
    expect(nextVersion(1_600_000_000_000, first, 0)).toBeGreaterThan(first);
    expect(nextVersion(1_700_000_000_000, first, 0.5)).toBeGreaterThan(first);
  });
});

const row = (minutes: number, spans: number, counted: number, version = 1, written = version): BucketRow => ({
  bucket: minutes * 60,
  spans: String(spans),
  counted: String(counted),
  version: String(version),
  written: String(written),
});
const minutesIn = (rows: readonly BucketRow[]) => rows.map(({ bucket }) => bucket / 60);

describe('the search for a group of errors', () => {
  test.each([
    ['IoError', 'read ? failed', 'service:cart exception.type:IoError exception.message:read\\ *\\ failed'],
    ['', 'gone', 'service:cart NOT exception.type:* exception.message:gone'],
    ['*errors.errorString', '', 'service:cart exception.type:"*errors.errorString" NOT exception.message:*'],
    ['E', '?', 'service:cart exception.type:E exception.message:*'],
  ])('%s: %s', (type, message, query) => {
    const text = errorQuery({ service: 'cart', type, message, topFrame: '' });
    expect(text).toBe(query);
    expect(parseSearch(text).diagnostics).toEqual([]);
  });

  test('has the words of the top frame, without what stood between them', () => {
    const text = errorQuery({ service: 'cart', type: 'E', message: '', topFrame: 'pay (/srv/pay.js)' });
    expect(text.endsWith('event.attributes.exception.stacktrace:*pay*/srv/pay.js*')).toBe(true);
    expect(parseSearch(text).diagnostics).toEqual([]);
  });

  test('of a message that was cut has what is left of it at the front', () => {
    const text = errorQuery({ service: 'cart', type: 'E', message: 'x'.repeat(300), topFrame: '' });
    expect(text.endsWith('xx*')).toBe(true);
  });
});

describe('which buckets are counted', () => {
  test('those with other spans than were counted, and those whose count was broken off', () => {
    const all = [row(0, 5, 5), row(5, 5, 4), row(10, 5, 5, 1, 2), row(15, 5, 6), row(20, 5, 5)];
    expect(dueBatches(all, 1e9, false).map(minutesIn)).toEqual([[15], [5, 10]]);
  });

  test('the newest by itself, then old and new ones in turns; what lies in the future is no newest', () => {
    const all = Array.from({ length: 40 }, (_, index) => row(index * 5, 1, 0));
    const batches = dueBatches(all, 35 * 5 * 60 + 10, true).map(minutesIn);
    expect(batches[0]).toEqual([175]);
    expect(batches[1]).toEqual([135, 140, 145, 150, 155, 160, 165, 170, 180, 185, 190, 195]);
    expect(batches[2]).toEqual(Array.from({ length: 12 }, (_, index) => index * 5));
    expect(batches.flat()).toHaveLength(40);
    expect(dueBatches(all, 1e9, false)[1]?.[0]?.bucket).toBe(0);
  });

  test('fewer together where there are many spans, and one of any size', () => {
    const all = [
      row(0, 9_000_000, 0),
      row(5, 1_500_000, 0),
      row(10, 400_000, 0),
      row(15, 1_900_000, 0),
      row(20, 1, 0),
    ];
    expect(dueBatches(all, 1e9, false).map(minutesIn)).toEqual([[20], [0], [15], [5, 10]]);
  });

  test('parents and children are looked for up to an hour around, less far among very many spans', () => {
    const all = Array.from({ length: 60 }, (_, index) => row(index * 5, 1_000, 0));
    expect(minutesIn(aroundOf(7_200, all)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, index) => 60 + index * 5).filter((minutes) => minutes !== 120),
    );
    const many = all.map((each) => ({ ...each, spans: '15000000' }));
    expect(minutesIn(aroundOf(7_200, many))).toEqual([115, 125]);
  });
});

describe('how much is counted', () => {
  const version = Number(nextVersion(400_000, 0n, 0));

  test.each([
    ['all', [row(0, 5, 5), row(5, 5, 5)], 900_000],
    ['all but what came after the count', [row(0, 5, 5), row(5, 5, 4, version)], 700_000],
    ['all but five minutes that were never counted', [row(0, 5, 0, 0), row(5, 5, 5)], 600_000],
    ['all where a late span came to what was counted', [row(0, 6, 5, version), row(5, 5, 5)], 900_000],
    ['nothing', [row(0, 5, 0, 0), row(5, 5, 0, 0), row(10, 5, 0, 0)], 0],
  ] as const)('%s', (_, rows, expected) => {
    expect(countedMs(rows, 900_000, 900_000)).toBe(expected);
  });
});

describe('the search of an edge', () => {
  const edge = (more: Partial<EdgeNames>): EdgeNames => ({
    source: 'web',
    sourceKind: 'service',
    target: 'cart',
    targetKind: 'service',
    system: '',
    peers: [],
    ...more,
  });

  test.each<[string, Partial<EdgeNames>, string]>([
    ['a service', {}, 'service:cart kind:(server OR consumer)'],
    ['the user', { source: 'user', sourceKind: 'user' }, 'service:cart root:true'],
    [
      'a database',
      { target: 'mysql', targetKind: 'database', system: 'mysql' },
      'service:web kind:(client OR producer) (db.system.name:mysql OR db.system:mysql)',
    ],
    [
      'a queue',
      { target: 'kafka/orders', targetKind: 'queue', system: 'kafka' },
      'service:web kind:(client OR producer) messaging.system:kafka (messaging.destination.name:orders OR messaging.destination:orders OR messaging.destination.template:orders)',
    ],
    [
      'from a queue',
      { source: 'kafka/orders', sourceKind: 'queue', system: 'kafka' },
      'service:cart kind:(client OR consumer) messaging.system:kafka (messaging.destination.name:orders OR messaging.destination:orders OR messaging.destination.template:orders)',
    ],
  ])('%s', (_name, names, query) => {
    expect(edgeQuery(edge(names))).toBe(query);
  });

  test.each<Partial<EdgeNames>>([
    { peers: ['cart', 'cart.svc:8080'] },
    { target: '2001:db8::1', targetKind: 'external' },
    { target: 'a (b) "c" OR \\ /*', targetKind: 'external' },
    { source: 'a:b', target: 'jobs', targetKind: 'queue' },
    { target: 'postgresql/my "db"', targetKind: 'database', system: 'postgresql' },
  ])('can be read, whatever the names: %o', (names) => {
    expect(parseSearch(edgeQuery(edge(names))).diagnostics).toEqual([]);
  });
});
