// Which fields a source has, and which values they have: what completion and the field pickers offer.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange, type TimeRange } from '#app/lib/core/time.ts';
import { type Reading, reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { resolveField, sourceFields } from '#app/lib/search/fields.ts';
import { raw } from '#app/lib/sql/sql.ts';
import { type AttributeKeyRow, logAttributeKeysQuery } from '#app/lib/telemetry/logs-rollup.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { LogFieldsRequest, LogFieldsResponse, LogValuesRequest, LogValuesResponse } from './schema.ts';
import { fromAttributes, fromRecent } from './values.server.ts';
import { readVolume, volumeValues } from './volume.server.ts';

/** Values are looked for in so many records at most, of the end of the range. */
const MOST_ROWS = 20_000;
const MOST_KEYS = 2_000;

/** The source's own fields, its columns, and the attributes of the range's records with their counts. */
export function listLogFields(
  reader: SourceReader,
  tenant: Tenant,
  request: LogFieldsRequest,
  signal?: AbortSignal,
): Promise<LogFieldsResponse> {
  return reading(reader, tenant, 'logs.fields', request, signal, async (question) => {
    const { source } = question;
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const { rollups } = source;
    const keys = rollups
      ? await question.query<AttributeKeyRow>(logAttributeKeysQuery(rollups, range, MOST_KEYS))
      : [];
    const counts = new Map(keys.map(({ scope, key, count }) => [`${scope}.${key}`, Number(count)]));
    const fields: LogFieldsResponse['fields'] = [];
    for (const { name, aliases, kind, scope } of sourceFields(source)) {
      if (scope === 'attribute') continue;
      const isCounted = scope === 'attributes' || scope === 'resource';
      const counted = isCounted ? counts.get(`${scope}.${name}`) : undefined;
      counts.delete(`${scope}.${name}`);
      fields.push({ name, aliases: [...aliases], kind, scope, count: counted ?? null });
    }
    for (const { scope, key, count } of keys)
      if (counts.has(`${scope}.${key}`))
        fields.push({ name: `${scope}.${key}`, aliases: [], kind: 'keyword', scope, count: Number(count) });
    return { fields, columns: columnsOf(source), statistics: question.statistics };
  });
}

function columnsOf(source: Source): LogFieldsResponse['columns'] {
  const { duration } = source;
  const maps = (['attributes', 'resource', 'scope'] as const).filter((scope) =>
    source[scope]?.type.startsWith('Map('),
  );
  return source.columns.map(({ name, type }) => ({
    name,
    type,
    unit: duration?.column === name ? duration.unit : null,
    scope: maps.find((scope) => source[scope]?.column === name) ?? null,
  }));
}

/** Values of one field that begin with or contain a text, the most frequent first. */
export function completeLogValues(
  reader: SourceReader,
  tenant: Tenant,
  request: LogValuesRequest,
  signal?: AbortSignal,
): Promise<LogValuesResponse> {
  return reading(reader, tenant, 'logs.values', request, signal, async (question) => {
    const { statistics } = question;
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const { field, limit, prefix: text } = request;
    const { name } = resolveField(field, question.source);
    // One more than is shown tells whether there are more.
    const wanted = { limit: limit + 1, text };
    const known =
      name === 'level' || name === 'service'
        ? await ofVolume(question, name, range)
        : // While somebody types, close counts are enough.
          (await fromAttributes(question, [field], range, { ...wanted, mostEdgeRecords: 0 })).get(field)
            ?.values;
    if (known !== undefined) {
      const values = ranked(known, text);
      return { values: values.slice(0, limit), complete: values.length <= limit, statistics };
    }
    const { values, isCut } = await fromRecent(question, field, range, { ...wanted, mostRows: MOST_ROWS });
    const found = ranked(values.get(field)?.values ?? [], text);
    const complete = !isCut && found.length <= limit;
    return { values: found.slice(0, limit), complete, statistics };
  });
}

/** Those that begin with the text before those that contain it. */
function ranked(values: readonly { readonly value: string; readonly count: number }[], text: string) {
  const wanted = text.toLowerCase();
  const rank = (value: string) => (value.toLowerCase().startsWith(wanted) ? 0 : 1);
  return values
    .filter(({ value }) => value !== '' && value.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a.value) - rank(b.value) || b.count - a.count || (a.value < b.value ? -1 : 1));
}

async function ofVolume(question: Reading, field: string, range: TimeRange) {
  const tree = { kind: 'all', position: { from: 0, to: 0 } } as const;
  const search = { range, condition: raw('1'), tree, intervalNs: undefined, groupBy: [field] };
  const volume = await readVolume(question, search);
  return volume && volumeValues(volume, field);
}
