// What the views make of spans, against the same worked out in memory: spans in any order, in many inserts, some of them late.
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw, sql, str } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { migrate } from './migrate.server.ts';

interface Span {
  readonly Timestamp: string;
  readonly TraceId: string;
  readonly SpanId: string;
  readonly ParentSpanId: string;
  readonly SpanName: string;
  readonly SpanKind: string;
  readonly ServiceName: string;
  readonly Duration: string;
  readonly StatusCode: string;
  readonly ResourceAttributes: Readonly<Record<string, string>>;
  readonly 'Events.Timestamp': readonly string[];
  readonly 'Events.Name': readonly string[];
  readonly 'Events.Attributes': readonly Readonly<Record<string, string>>[];
}

const STRUCTURE = `Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String, SpanName String, SpanKind String,
  ServiceName String, Duration UInt64, StatusCode String, ResourceAttributes Map(String, String),
  \`Events.Timestamp\` Array(DateTime64(9)), \`Events.Name\` Array(String), \`Events.Attributes\` Array(Map(String, String))`;
/** What a negative duration arrives as. */
const NEGATIVE = 2n ** 64n - 5_000_000n;
const SECOND = 1_000_000_000n;
/** Ten minutes before midnight. */
const BASE = BigInt(Date.UTC(2026, 0, 14, 23, 50)) * 1_000_000n;

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrate({
    clickhouse,
    database: 'otel',
    cluster: undefined,
    retentionDays: 3650,
    directory: 'clickhouse/migrations',
    log: pino({ level: 'silent' }),
  });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

async function insert(spans: readonly Span[]): Promise<void> {
  const lines = spans.map((span) => JSON.stringify(span)).join('\n');
  await clickhouse.command(
    sql`INSERT INTO otel.otel_traces (${raw(COLUMNS)}) SELECT ${raw(COLUMNS)} FROM format(JSONEachRow, ${str(STRUCTURE)}, ${str(lines)})`,
  );
}

const COLUMNS = STRUCTURE.split('\n')
  .join(' ')
  .replace(
    / (DateTime64\(9\)|String|UInt64|Map\(String, String\)|Array\((?:[^()]|\([^()]*\))*\))(?=,|$)/g,
    '',
  );

async function rowsOf<Row>(text: string): Promise<Row[]> {
  return (await clickhouse.query<Row>(raw(text), { database: 'otel' })).rows;
}

/** The same numbers in every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** As the engine prints a DateTime64(9). */
function timeText(ns: bigint): string {
  const date = new Date(Number(ns / 1_000_000n)).toISOString();
  return `${date.slice(0, 10)} ${date.slice(11, 19)}.${String(ns % SECOND).padStart(9, '0')}`;
}

const startNs = (span: Span) =>
  BigInt(Date.parse(`${span.Timestamp.slice(0, 19).replace(' ', 'T')}Z`)) * 1_000_000n +
  BigInt(span.Timestamp.slice(20));
const floor = (span: Span, minutes: number) => {
  const width = BigInt(minutes) * 60n * SECOND;
  return timeText((startNs(span) / width) * width).slice(0, 19);
};
const sorted = <T>(values: readonly T[]) => values.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
const least = <T>(values: readonly T[]) => sorted(values)[0] as T;
const most = <T>(values: readonly T[]) => sorted(values).at(-1) as T;
const environmentOf = ({ ResourceAttributes: resource }: Span) =>
  resource['deployment.environment.name'] || resource['deployment.environment'] || '';

function makeSpans(): Span[] {
  const pick = random(7);
  const spans: Span[] = [];
  for (let trace = 0; trace < 80; trace += 1) {
    const begin = BASE + BigInt(pick(1200)) * SECOND;
    const size = 1 + pick(12);
    for (let i = 0; i < size; i += 1) {
      // Some start on the same nanosecond, some before their parent, some on the next day.
      const start = begin + BigInt(pick(3) * i - pick(2)) * 250_000_001n;
      const isException = pick(6) === 0;
      spans.push({
        Timestamp: timeText(start),
        TraceId: pick(40) === 0 ? '' : `trace-${trace}`,
        SpanId: `${trace}-${i}`,
        // Traces without a root, and with two.
        ParentSpanId: (i === 0 && pick(5) > 0) || pick(30) === 0 ? '' : `${trace}-${pick(size)}`,
        SpanName: ['GET /cart', 'SELECT', 'publish'][pick(3)] ?? '',
        SpanKind: ['Server', 'Client', 'Internal'][pick(3)] ?? '',
        ServiceName: ['cart', 'orders', 'stock'][pick(3)] ?? '',
        Duration: String(pick(25) === 0 ? NEGATIVE : BigInt(pick(3_000_000_000))),
        StatusCode: ['Unset', 'Ok', 'Error'][pick(3)] ?? '',
        ResourceAttributes: [
          { 'deployment.environment.name': 'prod', 'deployment.environment': 'ignored' },
          { 'deployment.environment': 'staging' },
          {},
        ][pick(3)] as Record<string, string>,
        'Events.Timestamp': isException ? [timeText(start), timeText(start)] : [],
        'Events.Name': isException ? ['retry', 'exception'] : [],
        'Events.Attributes': isException
          ? [
              { attempt: '2', 'exception.type': 'not an exception' },
              {
                'exception.type': ['Timeout', 'Broken'][pick(2)] ?? '',
                'exception.message': `order ${pick(1000)} failed`,
                'exception.stacktrace': `Error\n    at load (/app/src/${pick(2) === 0 ? 'a' : 'b'}.js:${pick(90)}:1)`,
              },
            ]
          : [],
      });
    }
  }
  return spans;
}

const spans = makeSpans();
const grouped = <T>(items: readonly T[], key: (item: T) => string) => [...Map.groupBy(items, key)].sort();

describe('spans that come late and in any order', () => {
  beforeAll(async () => {
    const pick = random(11);
    const shuffled = spans.map((span) => ({ span, at: pick(2 ** 30) })).sort((a, b) => a.at - b.at);
    for (let from = 0; from < shuffled.length; from += 37)
      await insert(shuffled.slice(from, from + 37).map(({ span }) => span));
    // Half of the rows are merged, half of them lie as they came.
    await clickhouse.command(
      sql`OPTIMIZE TABLE otel.otel_trace_summaries PARTITION ${str('2026-01-14')} FINAL`,
    );
  });

  test('a trace is summed up in one row a day', async () => {
    const actual = await rowsOf<Record<string, unknown>>(
      `SELECT TraceId, toString(min(Start)) AS start, toString(max(End)) AS end, sum(Spans) AS spans, sum(Errors) AS errors,
         (min(Root) AS r).1 AS kind, toString(r.2) AS at, r.3 AS rootService, r.4 AS rootName, sumMap(Services) AS services, max(IsPartial) AS partial
       FROM otel_trace_summaries GROUP BY TraceId ORDER BY TraceId`,
    );
    const expected = grouped(
      spans.filter(({ TraceId }) => TraceId !== ''),
      ({ TraceId }) => TraceId,
    ).map(([id, own]) => {
      const services: Record<string, string> = {};
      for (const [name, of] of grouped(own, ({ ServiceName }) => ServiceName))
        services[name] = String(of.length);
      const root = own
        .map(
          (span) =>
            [span.ParentSpanId === '' ? 0 : 1, span.Timestamp, span.ServiceName, span.SpanName] as const,
        )
        .sort((a, b) => a[0] - b[0] || compare(a[1], b[1]) || compare(a[2], b[2]) || compare(a[3], b[3]))[0];
      return {
        TraceId: id,
        start: timeText(least(own.map(startNs))),
        end: timeText(
          most(
            own.map(
              (span) => startNs(span) + (span.Duration === String(NEGATIVE) ? 0n : BigInt(span.Duration)),
            ),
          ),
        ),
        spans: String(own.length),
        errors: String(own.filter(({ StatusCode }) => StatusCode === 'Error').length),
        kind: root?.[0],
        at: root?.[1],
        rootService: root?.[2],
        rootName: root?.[3],
        services,
        partial: 0,
      };
    });
    expect(expected.some(({ kind }) => kind === 1)).toBe(true);
    expect(actual).toEqual(expected);
  });

  test('the lookup of former days says from when to when', async () => {
    const actual = await rowsOf<{ TraceId: string; start: string; end: string }>(
      `SELECT TraceId, toString(min(Start)) AS start, toString(max(End)) AS end FROM otel_traces_trace_id_ts GROUP BY TraceId`,
    );
    const found = new Map(actual.map((row) => [row.TraceId, row]));
    for (const span of spans.filter(({ TraceId }) => TraceId !== '')) {
      const { start = '9', end = '' } = found.get(span.TraceId) ?? {};
      expect(start <= span.Timestamp.slice(0, 19) && span.Timestamp.slice(0, 19) <= end, span.SpanId).toBe(
        true,
      );
    }
  });

  const lengthOf = ({ Duration }: Span) => (BigInt(Duration) < 2n ** 62n ? BigInt(Duration) : 0n);

  test('rate, errors and durations per minute tell environments apart', async () => {
    const actual = await rowsOf<Record<string, unknown>>(
      `SELECT concat(toString(Minute), ' ', ServiceName, ' ', SpanKind, ' ', SpanName, ' ', Environment) AS key,
         sum(Count) AS count, sum(Errors) AS errors, sum(DurationSum) AS total, max(DurationMax) AS slowest
       FROM otel_traces_red_1m GROUP BY key ORDER BY key`,
    );
    const expected = grouped(spans, (span) =>
      [floor(span, 1), span.ServiceName, span.SpanKind, span.SpanName, environmentOf(span)].join(' '),
    ).map(([key, own]) => ({
      key,
      count: String(own.length),
      errors: String(own.filter(({ StatusCode }) => StatusCode === 'Error').length),
      // A negative duration counts as none.
      total: String(own.reduce((sum, span) => sum + lengthOf(span), 0n)),
      slowest: String(most(own.map(lengthOf))),
    }));
    expect(new Set(spans.map(environmentOf))).toEqual(new Set(['prod', 'staging', '']));
    expect(actual).toEqual(expected);
    // Merging keeps them apart too.
    await clickhouse.command(sql`OPTIMIZE TABLE otel.otel_traces_red_1m FINAL`);
    const [merged] = await rowsOf<{ n: string }>('SELECT count() AS n FROM otel_traces_red_1m');
    expect(merged?.n).toBe(String(expected.length));
  });

  test('quarters of an hour are their minutes together', async () => {
    const columns = `ServiceName, SpanKind, SpanName, Environment, sum(Count) AS count, sum(Errors) AS errors, sum(DurationSum) AS total,
      max(DurationMax) AS slowest, round(quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(DurationQuantiles)[1] / 1e6) AS median`;
    const quarters = await rowsOf(
      `SELECT Bucket AS time, ${columns}, max(LastMinute) AS last FROM otel_traces_red_15m GROUP BY ALL ORDER BY ALL`,
    );
    expect(quarters.length).toBeGreaterThan(3);
    expect(quarters).toEqual(
      await rowsOf(
        `SELECT toStartOfFifteenMinutes(Minute) AS time, ${columns}, max(Minute) AS last FROM otel_traces_red_1m GROUP BY ALL ORDER BY ALL`,
      ),
    );
  });

  test('sums are the hours of services, and the quarters of all of them', async () => {
    const columns = `SpanKind AS kind, sum(Count) AS count, sum(Errors) AS errors, sum(DurationSum) AS total,
      round(quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(DurationQuantiles)[1] / 1e6) AS median`;
    for (const [scope, keys, time] of [
      ['service', 'ServiceName, Environment', `toStartOfHour(Minute, 'UTC')`],
      ['all', '', 'toStartOfFifteenMinutes(Minute)'],
    ] as const) {
      const by = keys === '' ? '' : `${keys}, `;
      const sums = await rowsOf(
        `SELECT ${by}toUnixTimestamp(Bucket) AS time, ${columns}, max(LastMinute) AS last FROM otel_traces_red_sums
          WHERE Scope = '${scope}' GROUP BY ALL ORDER BY ALL`,
      );
      expect(sums.length).toBeGreaterThan(3);
      expect(sums).toEqual(
        await rowsOf(
          `SELECT ${by}toUnixTimestamp(${time}) AS time, ${columns}, max(Minute) AS last FROM otel_traces_red_1m GROUP BY ALL ORDER BY ALL`,
        ),
      );
    }
  });

  test('spans are counted by five minutes', async () => {
    expect(
      await rowsOf(
        'SELECT toString(Bucket) AS bucket, sum(Spans) AS spans FROM otel_spans_5m GROUP BY bucket ORDER BY bucket',
      ),
    ).toEqual(
      grouped(spans, (span) => floor(span, 5)).map(([bucket, own]) => ({
        bucket,
        spans: String(own.length),
      })),
    );
  });

  test('exceptions are counted by what makes them the same', async () => {
    const actual = await rowsOf<Record<string, unknown>>(
      `SELECT toString(Bucket) AS bucket, Service, Environment, any(Type) AS type, any(Message) AS message, any(TopFrame) AS frame,
         sum(Count) AS count, toString(min(FirstSeen)) AS first, toString(max(LastSeen)) AS last, (toString((max(Example) AS e).1), e.2, e.3, e.4) AS example
       FROM otel_errors_15m GROUP BY bucket, Service, Environment, Fingerprint
       ORDER BY concat(bucket, '|', Service, '|', Environment, '|', type, '|', frame)`,
    );
    const exceptions = spans.flatMap((span) => {
      const attributes = span['Events.Attributes'][1];
      if (!attributes) return [];
      const frame = `load (/app/src/${attributes['exception.stacktrace']?.includes('a.js') ? 'a' : 'b'}.js)`;
      return [
        {
          span,
          type: attributes['exception.type'] ?? '',
          text: attributes['exception.message'] ?? '',
          frame,
        },
      ];
    });
    expect(actual).toEqual(
      grouped(exceptions, ({ span, type, frame }) =>
        [floor(span, 15), span.ServiceName, environmentOf(span), type, frame].join('|'),
      ).map(([key, own]) => {
        const [bucket, Service, Environment, type, frame] = key.split('|');
        const times = own.map(({ span }) => span.Timestamp);
        const example = own
          .map(({ span, text }) => [span.Timestamp, span.TraceId, span.SpanId, text] as const)
          .sort(
            (a, b) =>
              compare(a[0], b[0]) || compare(a[1], b[1]) || compare(a[2], b[2]) || compare(a[3], b[3]),
          )
          .at(-1);
        return {
          bucket,
          Service,
          Environment,
          type,
          message: 'order ? failed',
          frame,
          count: String(own.length),
          first: least(times),
          last: most(times),
          example,
        };
      }),
    );
    // The same exception has the same fingerprint at all times and in all environments.
    const [groups] = await rowsOf<{ n: string }>('SELECT uniqExact(Fingerprint) AS n FROM otel_errors_15m');
    const same = new Set(exceptions.map(({ span, type, frame }) => [span.ServiceName, type, frame].join()));
    expect(groups?.n).toBe(String(same.size));
  });
});

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
