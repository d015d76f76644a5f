// A statement as text that can be pasted anywhere: its parameters written as literals. Only for people to read and run:
// what Maple itself sends has its parameters beside the text. Pure.
import { formatNanos } from '#app/lib/core/time.ts';
import type { Fragment, Param, ParamValue } from '#app/lib/sql/sql.ts';

const NANOS = 'fromUnixTimestamp64Nano(';

/** The statement with every parameter in its place, of the same type and value. */
export function inlineSql({ parts }: Fragment): string {
  let text = '';
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (part === undefined) continue;
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const next = parts[index + 1];
    if (text.endsWith(NANOS) && part.type === 'Int64' && typeof next === 'string' && next.startsWith(')')) {
      text = `${text.slice(0, -NANOS.length)}toDateTime64(${pointInTime(part)}`;
      continue;
    }
    text += literal(part.type, part.value);
  }
  return text;
}

/** A point in time as people write it. */
function pointInTime({ value }: Param): string {
  const text = formatNanos(BigInt(String(value)))
    .replace('T', ' ')
    .replace('Z', '');
  return `${quoted(text)}, 9, 'UTC'`;
}

/** A value as a ClickHouse literal of this type. */
export function literal(type: string, value: ParamValue): string {
  if (value === null) return 'NULL';
  const element = /^Array\((.*)\)$/.exec(type)?.[1];
  if (element !== undefined && Array.isArray(value)) {
    const items = value.map((item: ParamValue) => literal(element, item)).join(', ');
    return value.length === 0 ? `CAST([] AS ${type})` : `[${items}]`;
  }
  if (type === 'String') return quoted(String(value));
  if (/^UInt(8|16|32|64)$/.test(type)) return String(value);
  if (type === 'Int64') return `toInt64(${value})`;
  if (type === 'Float64' && Number.isFinite(Number(value))) return `toFloat64(${Number(value)})`;
  return `CAST(${quoted(String(value))} AS ${type})`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
};

/** A ClickHouse string literal. Escaped so that it stays on one line, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\'\n\r\t\0\b\f]/g, (char) => ESCAPES[char] ?? char)}'`;
}
