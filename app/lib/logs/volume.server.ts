// Counts by service and level from the small table of volume, where a question is about nothing else.
import type { TimeRange } from '#app/lib/core/time.ts';
import type { Reading } from '#app/lib/reading/reading.server.ts';
import type { SearchNode } from '#app/lib/search/ast.ts';
import { compileTree, fieldsOf } from '#app/lib/search/compile.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import type { LogGroups, LogPointRow } from '#app/lib/telemetry/logs-aggregate.ts';
import {
  COUNT_SLOT,
  type LogVolumeRow,
  logVolumeQuery,
  logVolumeRestQuery,
  VOLUME_FIELDS,
  volumeRange,
  volumeSource,
} from '#app/lib/telemetry/logs-rollup.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import { type Grouping, grouping } from './grouping.ts';

const MINUTE_NS = 60_000_000_000n;

interface VolumeQuestion {
  readonly range: TimeRange;
  readonly condition: LogGroups['condition'];
  readonly intervalNs: bigint | undefined;
  /** Absent for a condition in SQL. */
  readonly tree: SearchNode | undefined;
  readonly groupBy: readonly string[];
}

export interface VolumeRows {
  readonly rows: readonly LogPointRow[];
  readonly grouping: Grouping;
}

/**
 * Exact counts by interval and group; undefined where only the records can tell: for conditions and groups about anything
 * else, intervals that are no whole minutes, short ranges, and when an insert was stored but its volume was not, which
 * ClickHouse allows.
 */
export async function readVolume(
  question: Reading,
  { range, condition, intervalNs, tree, groupBy }: VolumeQuestion,
): Promise<VolumeRows | undefined> {
  const { source } = question;
  const volume = volumeSource(source);
  const isMinutes = intervalNs === undefined || intervalNs % MINUTE_NS === 0n;
  if (!volume || !source.rollups || !isMinutes || !tree || !isAboutVolume(tree, groupBy, source))
    return undefined;
  const inner = volumeRange(range, BigInt(question.nowMs - 60_000) * 1_000_000n);
  if (inner === undefined) return undefined;
  const groups = grouping(groupBy, source);
  // Two statements at once take less time than one: to plan each is half of the work.
  const [known, rest] = await Promise.all([
    question.query<LogVolumeRow>(
      logVolumeQuery(volume, source.rollups, {
        range: inner,
        condition: compileTree(tree, volume).condition,
        intervalNs,
        keys: grouping(groupBy, volume).keys,
      }),
    ),
    question.query<LogPointRow>(
      logVolumeRestQuery(source, { range, condition, intervalNs, keys: groups.keys }, inner),
    ),
  ]);
  const stored = rest.find(({ slot }) => slot === COUNT_SLOT);
  const sum = known.reduce((total, row) => total + Number(row.known), 0);
  if (Number(stored?.value) !== sum) return undefined;
  const rows = [...known, ...rest].filter((row) => row !== stored && Number(row.value) > 0);
  return { rows, grouping: groups };
}

/** Whether a condition and a grouping can be told from the volume. */
function isAboutVolume(tree: SearchNode, groupBy: readonly string[], source: Source): boolean {
  const names = [...fieldsOf(tree, source), ...groupBy.map((name) => resolveField(name, source).name)];
  return names.every((name) => VOLUME_FIELDS.has(name));
}

/** The counts of one of the grouped fields, in no order. */
export function volumeValues(
  { rows, grouping: groups }: VolumeRows,
  name: string,
): { readonly value: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { keys, value } of rows) {
    const label = groups.labels(keys)?.[name] ?? '';
    counts.set(label, (counts.get(label) ?? 0) + Number(value));
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}
