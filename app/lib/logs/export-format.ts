// What an exported row looks like: the SELECT lists for NDJSON and CSV, the CSV header, and the name of the file.
import { FORMULA, harmlessCell, PLAIN_NUMBER, quotedCell } from '#app/lib/core/csv.ts';
import { formatNanos, type TimeRange } from '#app/lib/core/time.ts';
import { type Fragment, join, raw, sql, str } from '#app/lib/sql/sql.ts';
import { type LogColumn, logRecordColumns } from '#app/lib/telemetry/logs.ts';
import type { Source, SourceAttributes } from '#app/lib/telemetry/source.ts';
import type { LogExportRequest } from './schema.ts';

/** How one format is written. */
export interface ExportFormat {
  readonly contentType: string;
  readonly extension: string;
  /** ClickHouse's name of it. */
  readonly name: string;
  readonly settings: Readonly<Record<string, string | number>>;
  /** Before the first row. */
  readonly header: string;
  /** The SELECT list over rows `r` of `exportInner`. */
  readonly columns: Fragment;
}

export function exportFormat(
  format: LogExportRequest['format'],
  source: Source,
  columns: readonly LogColumn[],
): ExportFormat {
  return format === 'csv' ? csv(source, columns) : ndjson(source, columns);
}

/** The SELECT list beneath both formats; its rows are called `r`. */
export function exportInner(source: Source, columns: readonly LogColumn[]): Fragment {
  return logRecordColumns(source, columns);
}

const ID = raw("concat(toString(r.ts), '-', toString(r.id))");
/** RFC 3339 with nine decimals. */
const TIME = raw("concat(replaceOne(toString(fromUnixTimestamp64Nano(r.ts, 'UTC')), ' ', 'T'), 'Z')");
const TEXTS = ['service', 'severity', 'body', 'traceId', 'spanId', 'eventName'] as const;

/** One object per line, with the fields of a row as the API answers it. */
function ndjson(source: Source, columns: readonly LogColumn[]): ExportFormat {
  const names = columns.map(({ name }) => sql`${str(name)}`);
  const scope = sql`CAST(tuple(r.scopeName, r.scopeVersion, ${scopeMap(source.scope)}), 'Tuple(name String, version String, attributes ${
    isJson(source.scope) ? raw('JSON') : raw('Map(String, String)')
  })')`;
  const extra =
    columns.length === 0
      ? []
      : [sql`CAST(tuple([${join(names, ', ')}], r.extra), 'Map(String, String)') AS columns`];
  return {
    contentType: 'application/x-ndjson; charset=utf-8',
    extension: 'ndjson',
    name: 'JSONEachRow',
    settings: {
      // What a sender wrote need not be UTF-8; JSON has to be.
      output_format_json_validate_utf8: 1,
      output_format_json_escape_forward_slashes: 0,
      output_format_json_named_tuples_as_objects: 1,
      output_format_json_quote_64bit_integers: 0,
    },
    header: '',
    columns: join(
      [
        sql`${ID} AS id`,
        sql`${TIME} AS timestamp`,
        raw('r.service AS service, r.severity AS severity, r.severityNumber AS severityNumber'),
        raw('r.body AS body, r.traceId AS traceId, r.spanId AS spanId, r.eventName AS eventName'),
        sql`${jsonMap('attributes', source.attributes)} AS attributes`,
        sql`${jsonMap('resource', source.resource)} AS resource`,
        sql`${scope} AS scope`,
        ...extra,
      ],
      ', ',
    ),
  };
}

/** RFC 4180: a header, CRLF, quotes doubled. Maps are JSON in one cell. */
function csv(source: Source, columns: readonly LogColumn[]): ExportFormat {
  const chosen = columns.map(({ name }, index) => ({
    name,
    cell: harmless(raw(`r.extra[${index + 1}]`)),
  }));
  const text = (name: (typeof TEXTS)[number]) => ({ name, cell: harmless(raw(`r.${name}`)) });
  const map = (name: string, from: SourceAttributes | undefined) => {
    const value = raw(`r.${name}`);
    // A JSON column has come as text already.
    const text = isJson(from) ? sql`if(empty(${value}), '{}', ${value})` : sql`toJSONString(${value})`;
    return { name, cell: sql`toValidUTF8(${text})` };
  };
  const timestamp = { name: 'timestamp', cell: TIME };
  const usual = [
    timestamp,
    text('severity'),
    { name: 'severityNumber', cell: raw('r.severityNumber') },
    text('service'),
    text('body'),
    text('traceId'),
    text('spanId'),
    text('eventName'),
    map('attributes', source.attributes),
    map('resource', source.resource),
    { name: 'scopeName', cell: harmless(raw('r.scopeName')) },
    { name: 'scopeVersion', cell: harmless(raw('r.scopeVersion')) },
    map('scopeAttributes', source.scope),
    { name: 'id', cell: ID },
  ];
  const cells = chosen.length === 0 ? usual : [timestamp, text('body'), ...chosen];
  return {
    contentType: 'text/csv; charset=utf-8; header=present',
    extension: 'csv',
    name: 'CSV',
    settings: { output_format_csv_crlf_end_of_line: 1, output_format_json_quote_64bit_integers: 0 },
    header: `${cells.map(({ name }) => quotedCell(harmlessCell(name))).join(',')}\r\n`,
    columns: join(
      cells.map(({ cell }) => cell),
      ', ',
    ),
  };
}

/** `harmlessCell` in the database. Numbers stay numbers; whoever needs every byte as it was takes NDJSON. */
function harmless(text: Fragment): Fragment {
  const valid = sql`toValidUTF8(toString(${text}))`;
  return sql`if(match(${valid}, ${str(FORMULA)}) AND NOT match(${valid}, ${str(PLAIN_NUMBER)}), concat('''', ${valid}), ${valid})`;
}

function isJson(map: SourceAttributes | undefined): boolean {
  return map?.type.startsWith('JSON') ?? false;
}

/** A JSON column comes as text; in NDJSON it is an object again. */
function jsonMap(name: string, map: SourceAttributes | undefined): Fragment {
  const text = raw(`r.${name}`);
  return isJson(map) ? sql`CAST(if(empty(${text}), '{}', ${text}), 'JSON')` : text;
}

function scopeMap(map: SourceAttributes | undefined): Fragment {
  return jsonMap('scopeAttributes', map);
}

/** `maple-logs-20261122T120000Z-20261122T121500Z.csv`: the source and the range, in characters that every system takes. */
export function exportFileName(
  source: Pick<Source, 'name'>,
  { fromNs, toNs }: TimeRange,
  extension: string,
): string {
  const name =
    source.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'source';
  const stamp = (ns: bigint) => `${formatNanos(ns).slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `maple-${name.slice(0, 60)}-${stamp(fromNs)}-${stamp(toNs)}.${extension}`;
}
