// Log records summed up over time and by groups.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { type ResolvedField, resolveField } from '#app/lib/search/fields.ts';
import { type Fragment, raw, sql } from '#app/lib/sql/sql.ts';
import {
  type LogGroups,
  type LogPointRow,
  logChosenPointsQuery,
  logPointsQuery,
  logTopGroupsQuery,
} from '#app/lib/telemetry/logs-aggregate.ts';
import { type SeverityLevel, severityLevel } from '#app/lib/telemetry/severity.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import { type AggregateFunction, readAggregate } from './aggregate-function.ts';
import { logCondition } from './condition.server.ts';
import { readInterval } from './interval.ts';
import { clickHouseCode } from './partial.ts';
import { type LogReader, type Reading, reading } from './reading.server.ts';
import type { LogAggregateRequest, LogAggregateResponse } from './schema.ts';
import { type Point, topSeries } from './series.ts';

/** Rows of an answer that are taken apart here; with more of them the engine finds the largest groups first. */
const MOST_ROWS = 20_000;
/** Groups that the engine counts one by one in search of the largest. */
const MOST_GROUPS = 1_000_000;

/** Series over time. Intervals without rows have no point. */
export function aggregateLogs(
  reader: LogReader,
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
    const { condition } = await logCondition(request, question);
    const aggregate = readAggregate(request.aggregate);
    const fields = request.groupBy.map((name) => ({ name, field: resolveField(name, source) }));
    const value = aggregateSql(aggregate, source);
    const rows = await readRows(question, {
      groups: {
        range,
        condition,
        intervalNs: intervalMs === undefined ? undefined : BigInt(intervalMs) * 1_000_000n,
        keys: fields.flatMap(({ field }) => keysOf(field, aggregate)),
      },
      value,
      limit: request.limit,
      isSum: isSum(aggregate),
    });
    const perSecond = aggregate.name === 'rate' ? (intervalMs ?? toMs - fromMs) / 1_000 : 1;
    const points = rows.flatMap((row): Point[] => {
      if (row.value === null) return [];
      const values = readKeys(row.keys, fields, aggregate);
      const labels =
        values && Object.fromEntries(fields.map(({ name }, index) => [name, values[index] ?? '']));
      const at = intervalMs === undefined ? fromMs : Number(row.slot) * intervalMs;
      return [{ at, labels, value: Number(row.value) / perSecond }];
    });
    const { series, isCut } = topSeries(points, request.limit, isSum(aggregate));
    return {
      series,
      intervalMs: intervalMs ?? Math.max(1, toMs - fromMs),
      fromMs,
      toMs,
      isCut,
      partial: null,
      statistics: question.statistics,
    };
  });
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

/**
 * The level comes from two columns that are far cheaper to group by than what follows from them; the answer is put together
 * here, where it can be: sums of parts are sums of the whole.
 */
function keysOf(field: ResolvedField, aggregate: AggregateFunction): Fragment[] {
  if (field.storage.kind !== 'severity' || !isSum(aggregate)) return [field.text];
  return [field.storage.number ?? sql`0`, field.storage.text ?? sql`''`];
}

/** The values of the fields from those of the keys; undefined for the group of all others, which has no keys. */
function readKeys(
  keys: readonly string[],
  fields: readonly { readonly field: ResolvedField }[],
  aggregate: AggregateFunction,
): string[] | undefined {
  if (keys.length === 0 && fields.length > 0) return undefined;
  let at = 0;
  return fields.map(({ field }): string => {
    const first = keys[at] ?? '';
    if (field.storage.kind !== 'severity' || !isSum(aggregate)) {
      at += 1;
      return first;
    }
    const severity = keys[at + 1] ?? '';
    at += 2;
    return severityLevel({ severity, severityNumber: Number(first) }) satisfies SeverityLevel;
  });
}

interface Rows {
  readonly groups: LogGroups;
  readonly value: Fragment;
  readonly limit: number;
  readonly isSum: boolean;
}

/** All points when they are few; else those of the largest groups. */
async function readRows(question: Reading, { groups, value, limit, isSum }: Rows): Promise<LogPointRow[]> {
  try {
    return await question.query<LogPointRow>(logPointsQuery(question.source, groups, value), {
      max_rows_to_group_by: groups.keys.length === 0 ? 0 : MOST_ROWS,
      group_by_overflow_mode: 'throw',
    });
  } catch (error) {
    if (clickHouseCode(error) !== '158') throw error;
  }
  const top = await question.query<LogPointRow>(
    logTopGroupsQuery(question.source, { ...groups, intervalNs: undefined }, value, limit + 1),
    { max_rows_to_group_by: MOST_GROUPS, group_by_overflow_mode: 'any' },
  );
  const chosen = top.slice(0, limit).map(({ keys }) => keys);
  return question.query<LogPointRow>(logChosenPointsQuery(question.source, groups, value, chosen, isSum));
}
