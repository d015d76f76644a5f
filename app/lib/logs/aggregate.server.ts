// Log records summed up over time and by groups.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { clickHouseCode } from '#app/lib/clickhouse/error-code.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { parseTimeRange, type TimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { readInterval } from '#app/lib/reading/interval.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { scopedNames } from '#app/lib/reading/scopes.server.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import { type Fragment, raw, sql } from '#app/lib/sql/sql.ts';
import {
  type LogPointRow,
  logChosenPointsQuery,
  logPointsQuery,
  logTopGroupsQuery,
} from '#app/lib/telemetry/logs-aggregate.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import { type AggregateFunction, readAggregate } from './aggregate-function.ts';
import { grouping } from './grouping.ts';
import type { LogAggregateRequest, LogAggregateResponse } from './schema.ts';
import { type Point, topSeries } from './series.ts';
import { readVolume, type VolumeRows } from './volume.server.ts';

/** Rows of an answer that are taken apart here; with more of them the engine finds the largest groups first. */
const MOST_ROWS = 20_000;
/** Groups that the engine counts one by one in search of the largest. */
const MOST_GROUPS = 1_000_000;

/** Series over time. Intervals without rows have no point. */
export function aggregateLogs(
  reader: SourceReader,
  tenant: Tenant,
  request: LogAggregateRequest,
  signal?: AbortSignal,
): Promise<LogAggregateResponse> {
  return reading(reader, tenant, 'logs.aggregate', request, signal, async (question) => {
    const { source } = question;
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const fromMs = Number(range.fromNs / 1_000_000n);
    const toMs = Number((range.toNs + 999_999n) / 1_000_000n);
    const intervalMs = readInterval(request.interval, toMs - fromMs);
    const aggregate = readAggregate(request.aggregate);
    const value = aggregateSql(aggregate, source);
    const { condition, tree } = await searchCondition(request, question);
    const groups = {
      range,
      condition,
      intervalNs: intervalMs === undefined ? undefined : BigInt(intervalMs) * 1_000_000n,
      groupBy: request.groupBy,
    };
    const isCount = aggregate.name === 'count' || aggregate.name === 'rate';
    const { rows, grouping } =
      (isCount ? await readVolume(question, { ...groups, tree }) : undefined) ??
      (await readRecords(question, { ...groups, value, limit: request.limit, isSum: isSum(aggregate) }));
    const perSecond = aggregate.name === 'rate' ? (intervalMs ?? toMs - fromMs) / 1_000 : 1;
    const points = rows.flatMap((row): Point[] => {
      if (row.value === null) return [];
      const at = intervalMs === undefined ? fromMs : Number(row.slot) * intervalMs;
      return [{ at, labels: grouping.labels(row.keys), value: Number(row.value) / perSecond }];
    });
    const { series, isCut } = topSeries(points, request.limit, isSum(aggregate));
    const hasNoValue = aggregate.field !== undefined && rows.length > 0 && points.length === 0;
    return {
      series,
      intervalMs: intervalMs ?? Math.max(1, toMs - fromMs),
      fromMs,
      toMs,
      isCut,
      partial: null,
      hint: hasNoValue ? hintForNoValue(aggregate.field) : null,
      statistics: question.statistics,
    };
  });
}

function hintForNoValue(field: string): string {
  return `None of the matching records has a number in ${field}. count_distinct(${field}) works on any field.`;
}

/** Whether the values of several groups can be added up. */
function isSum({ name }: AggregateFunction): boolean {
  return name === 'count' || name === 'rate' || name === 'sum';
}

function aggregateSql({ name, field, quantile }: AggregateFunction, source: Source): Fragment {
  if (name === 'count' || name === 'rate') return sql`count()`;
  const resolved = resolveField(field ?? '', source);
  if (name === 'count_distinct') return sql`uniqIf(${resolved.text}, ${resolved.exists})`;
  if (resolved.number === undefined)
    throw new AppError('bad_request', `${resolved.name} is not a number.`, {
      hint: 'Use count_distinct for fields of other kinds.',
    });
  if (name === 'quantile') return sql`quantile(${raw(String(quantile))})(${resolved.number})`;
  return sql`${raw(name)}(${resolved.number})`;
}

interface Records {
  readonly range: TimeRange;
  readonly condition: Fragment;
  readonly intervalNs: bigint | undefined;
  readonly groupBy: readonly string[];
  readonly value: Fragment;
  readonly limit: number;
  readonly isSum: boolean;
}

/** All points when they are few; else those of the largest groups. */
async function readRecords(question: Reading, records: Records): Promise<VolumeRows> {
  const { source } = question;
  const { groupBy, value, limit, isSum, ...rows } = records;
  const scoped = await scopedNames(question, groupBy, rows.range);
  const whole = grouping(groupBy, source, scoped);
  const groups = { ...rows, keys: whole.keys };
  try {
    const all = logPointsQuery(source, groups, value);
    const bound = { max_rows_to_group_by: MOST_ROWS, group_by_overflow_mode: 'throw' };
    return { rows: await question.query<LogPointRow>(all, groupBy.length > 0 ? bound : {}), grouping: whole };
  } catch (error) {
    if (clickHouseCode(error) !== TOO_MANY_ROWS) throw error;
  }
  const top = await question.query<LogPointRow>(
    logTopGroupsQuery(source, { ...groups, intervalNs: undefined }, value, limit),
    { max_rows_to_group_by: MOST_GROUPS, group_by_overflow_mode: 'any' },
  );
  const chosen = top.map(({ keys }) => keys);
  const points = logChosenPointsQuery(source, groups, value, chosen, isSum);
  return { rows: await question.query<LogPointRow>(points), grouping: whole };
}

const TOO_MANY_ROWS = '158';
