// How the spans of a box in the heatmap differ from the other matching ones.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { msToNanos, parseTimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { resolveField } from '#app/lib/search/fields.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import {
  type Box,
  type BoxCountRow,
  type BoxValueRow,
  boxCountQuery,
  boxValuesQuery,
} from '#app/lib/telemetry/traces-charts.ts';
import { differencesOf } from './differences.ts';
import { clamped } from './range.ts';
import type { DifferencesRequest, DifferencesResponse } from './schema.ts';

/** Spans of one side that are looked at, about. */
const SAMPLE = 10_000;
/** Values of one field and side that are told apart. */
const MOST_VALUES = 200;

export function traceDifferences(
  reader: SourceReader,
  tenant: Tenant,
  request: DifferencesRequest,
  signal?: AbortSignal,
): Promise<DifferencesResponse> {
  return reading(reader, tenant, 'traces.differences', request, signal, async (question) => {
    const { source } = question;
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const box = readBox(request.box);
    const { condition } = await searchCondition(request, question);
    const rows = { range, condition };
    const [count] = await question.query<BoxCountRow>(boxCountQuery(source, rows, box));
    const every = { inside: stepOf(count?.inside), outside: stepOf(count?.outside) };
    const values = await question.query<BoxValueRow>(boxValuesQuery(source, rows, box, every, MOST_VALUES));
    const { selected, others, fields } = differencesOf(values);
    return {
      selected,
      others,
      isSample: every.inside > 1n || every.outside > 1n,
      fields: fields.slice(0, request.limit).map(({ scope, key, difference, values: most }) => ({
        name: nameOf(scope, key, source),
        difference,
        values: most,
      })),
      partial: null,
      statistics: question.statistics,
    };
  });
}

function stepOf(count: string | undefined): bigint {
  return BigInt(Math.max(1, Math.floor(Number(count ?? 0) / SAMPLE)));
}

/** Throws `bad_request` for a box without an inside. */
function readBox({ fromMs, toMs, minNs, maxNs }: DifferencesRequest['box']): Box {
  if (!(fromMs < toMs) || !(minNs < maxNs))
    throw new AppError('bad_request', 'The box is empty.', {
      hint: 'fromMs must be before toMs, and minNs below maxNs.',
    });
  const range = { fromNs: point(fromMs), toNs: point(toMs) };
  return { range, minNs: whole(minNs), maxNs: whole(maxNs) };
}

function point(ms: number): bigint {
  if (ms <= 0) return 0n;
  return clamped(msToNanos(Math.min(ms, Number.MAX_SAFE_INTEGER)));
}

function whole(ns: number): bigint {
  return BigInt(Math.ceil(Math.min(ns, 2 ** 62)));
}

/** A field as it is written in a search: an attribute with its scope where the name alone could mean something else. */
function nameOf(scope: BoxValueRow['scope'], key: string, source: Source): string {
  if (scope === 'own') return key;
  const other = scope === 'attributes' ? source.resource : source.attributes;
  const isPlain = resolveField(key, source).scope === 'attribute' && other?.keys.has(key) !== true;
  return isPlain ? key : `${scope}.${key}`;
}
