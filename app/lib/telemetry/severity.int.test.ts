// Severity levels: what they are, and that ClickHouse and the screen agree on every one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClickHouse, createClickHouse } from '#app/lib/clickhouse/client.server.ts';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { join, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import { SEVERITIES, SEVERITY_LEVELS, severityLevel } from './severity.ts';
import { severityLevelSql } from './source.ts';

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

test.each([
  ['', 17, 'error'],
  ['whatever', 24, 'fatal'],
  ['INFO', 5, 'debug'],
  ['INFO', 0, 'info'],
  ['Warning', 0, 'warn'],
  ['EMERG', 0, 'fatal'],
  ['', 0, 'unset'],
  ['E', 0, 'unset'],
])('severity %j %d is %s', (severity, severityNumber, level) => {
  expect(severityLevel({ severity, severityNumber })).toBe(level);
});

test('ClickHouse gives every number and every word the level that the screen gives it', async () => {
  const words = SEVERITIES.flatMap((severity) => [...severity.words]);
  const texts = [
    ...words,
    ...words.map((word) => word.toUpperCase()),
    '',
    'E',
    ' error',
    'WARNİNG',
    "o'clock",
  ];
  const records = texts.flatMap((severity) =>
    Array.from({ length: 26 }, (_, severityNumber) => ({ severity, severityNumber })),
  );
  const values = records.map(
    ({ severity, severityNumber }) => sql`(${str(severity)}, ${param('UInt8', severityNumber)})`,
  );
  const source = { severity: raw('r.1'), severityNumber: raw('r.2') };
  const { rows } = await clickhouse.query<{ level: string }>(
    sql`SELECT ${severityLevelSql(source)} AS level FROM (SELECT arrayJoin([${join(values, ', ')}]) AS r)`,
  );
  expect(rows.map(({ level }) => level)).toEqual(records.map(severityLevel));
  expect(new Set(rows.map(({ level }) => level))).toEqual(new Set(SEVERITY_LEVELS));
});
