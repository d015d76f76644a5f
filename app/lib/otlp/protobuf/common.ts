// The messages all signals share in protobuf: AnyValue, KeyValue, Resource, InstrumentationScope.

import { isUtf8 } from 'node:buffer';
import type { AttributeSet } from '../attributes.ts';
import { MAX_ITEMS } from '../limits.ts';
import type { Rejections } from '../rejections.ts';
import type { SharedParts } from '../resource.ts';
import { Range, type Texts } from '../texts.ts';
import { doubleJson, int64Text, MAX_DEPTH, mapJson } from '../values.ts';
import type { MessageFields, Reader } from './reader.ts';

/** What reading a protobuf body needs. */
export interface Input {
  readonly reader: Reader;
  readonly texts: Texts;
  readonly rejections: Rejections;
}

/** Rows that take one record at a time. */
interface RecordRows {
  begin(): void;
  commit(): void;
  /** Forgets the record and counts it as rejected. */
  abandon(): void;
}

/** Reads one record that ends at `end` into a row. A field of a wrong type in it refuses only that record. */
export function readRecord<Row extends RecordRows>(
  input: Input,
  end: number,
  row: Row,
  read: (input: Input, end: number, row: Row) => void,
): void {
  const { reader } = input;
  row.begin();
  reader.beginRecord();
  try {
    read(input, end, row);
  } catch (error) {
    reader.abandonRecord(error, end);
    input.rejections.malformed(reader.mistake);
    row.abandon();
    return;
  }
  reader.endRecord();
  row.commit();
}

const ANY_VALUE: MessageFields = {
  name: 'AnyValue',
  fields: {
    1: 'string_value',
    2: 'bool_value',
    3: 'int_value',
    4: 'double_value',
    5: 'array_value',
    6: 'kvlist_value',
    7: 'bytes_value',
  },
};
const ARRAY_VALUE: MessageFields = { name: 'ArrayValue', fields: { 1: 'values' } };
const KEY_VALUE_LIST: MessageFields = { name: 'KeyValueList', fields: { 1: 'values' } };
const KEY_VALUE: MessageFields = { name: 'KeyValue', fields: { 1: 'key', 2: 'value' } };
const RESOURCE: MessageFields = { name: 'Resource', fields: { 1: 'attributes' } };
const SCOPE: MessageFields = {
  name: 'InstrumentationScope',
  fields: { 1: 'name', 2: 'version', 3: 'attributes', 4: 'dropped_attributes_count' },
};

/** Reads a string or bytes field into a range of the request. */
export function readRange(reader: Reader, end: number, range: Range): void {
  const stop = reader.span(end);
  range.start = reader.pos;
  range.end = stop;
  reader.pos = stop;
}

/** Reads an AnyValue that ends at `end` as the text that is stored. Of several values the last one counts. */
export function readAnyValue(input: Input, end: number, range: Range): void {
  const { reader, texts } = input;
  range.clear();
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        readRange(reader, end, range);
        break;
      case 16:
        texts.add(String(reader.bool()), range);
        break;
      case 24:
        reader.varint64();
        texts.add(int64Text(reader.high, reader.low), range);
        break;
      case 33:
        texts.add(String(reader.double()), range);
        break;
      case 42:
        texts.add(arrayJson(input, reader.span(end), 1), range);
        break;
      case 50:
        texts.add(keyValueListJson(input, reader.span(end), 1), range);
        break;
      case 58:
        texts.add(base64(reader, end), range);
        break;
      default:
        reader.skip(tag, end, ANY_VALUE);
    }
  }
  reader.finish(end);
}

function base64(reader: Reader, end: number): string {
  const stop = reader.span(end);
  const text = reader.bytes.toString('base64', reader.pos, stop);
  reader.pos = stop;
  return text;
}

function text(reader: Reader, end: number): string {
  const stop = reader.span(end);
  const value = reader.bytes.toString('utf8', reader.pos, stop);
  reader.pos = stop;
  return value;
}

function anyValueJson(input: Input, end: number, depth: number): string {
  const { reader } = input;
  let json = 'null';
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        json = JSON.stringify(text(reader, end));
        break;
      case 16:
        json = String(reader.bool());
        break;
      case 24:
        reader.varint64();
        json = int64Text(reader.high, reader.low);
        break;
      case 33:
        json = doubleJson(reader.double());
        break;
      case 42:
        json = arrayJson(input, reader.span(end), depth + 1);
        break;
      case 50:
        json = keyValueListJson(input, reader.span(end), depth + 1);
        break;
      case 58:
        json = `"${base64(reader, end)}"`;
        break;
      default:
        reader.skip(tag, end, ANY_VALUE);
    }
  }
  reader.finish(end);
  return json;
}

/** True if this is too deep: the record is flagged and the rest of the value left unread. */
function isTooDeep(input: Input, end: number, depth: number): boolean {
  if (depth <= MAX_DEPTH) return false;
  input.rejections.tooDeep(MAX_DEPTH);
  input.reader.pos = end;
  return true;
}

/** Flags the record and leaves the rest of the value unread. */
function tooManyValues(input: Input, end: number): string {
  input.rejections.tooMany('values in an array or map');
  input.reader.pos = end;
  return '';
}

function arrayJson(input: Input, end: number, depth: number): string {
  if (isTooDeep(input, end, depth)) return '';
  const { reader } = input;
  const values: string[] = [];
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) {
      if (values.length === MAX_ITEMS) return tooManyValues(input, end);
      values.push(anyValueJson(input, reader.span(end), depth));
    } else reader.skip(tag, end, ARRAY_VALUE);
  }
  reader.finish(end);
  return `[${values.join(',')}]`;
}

function keyValueListJson(input: Input, end: number, depth: number): string {
  if (isTooDeep(input, end, depth)) return '';
  const { reader } = input;
  const entries = new Map<string, string>();
  let count = 0;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) {
      if (count++ === MAX_ITEMS) return tooManyValues(input, end);
      readEntry(input, reader.span(end), depth, entries);
    } else reader.skip(tag, end, KEY_VALUE_LIST);
  }
  reader.finish(end);
  return mapJson(entries);
}

function readEntry(input: Input, end: number, depth: number, entries: Map<string, string>): void {
  const { reader } = input;
  let key = '';
  let value = 'null';
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) key = text(reader, end);
    else if (tag === 18) value = anyValueJson(input, reader.span(end), depth);
    else reader.skip(tag, end, KEY_VALUE);
  }
  reader.finish(end);
  entries.set(key, value);
}

const keyRange = new Range();
const valueRange = new Range();

/** Reads a KeyValue that ends at `end` into a set of attributes. */
export function readAttribute(input: Input, end: number, attributes: AttributeSet): void {
  const { reader } = input;
  if (attributes.count === MAX_ITEMS) {
    input.rejections.tooMany('attributes');
    reader.pos = end;
    return;
  }
  keyRange.clear();
  valueRange.clear();
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) readKey(input, end);
    else if (tag === 18) readAnyValue(input, reader.span(end), valueRange);
    else reader.skip(tag, end, KEY_VALUE);
  }
  reader.finish(end);
  attributes.add(keyRange.start, keyRange.end, valueRange.start, valueRange.end);
}

/** Keys are sorted and compared, so an invalid one has to be repaired before that. */
function readKey(input: Input, end: number): void {
  const { reader, texts } = input;
  readRange(reader, end, keyRange);
  const { bytes } = reader;
  const { end: stop } = keyRange;
  let seen = 0;
  for (let i = keyRange.start; i < stop; i++) seen |= bytes[i] as number;
  if (seen > 127 && !isUtf8(bytes.subarray(keyRange.start, stop))) {
    texts.add(bytes.toString('utf8', keyRange.start, stop), keyRange);
  }
}

/** Reads a Resource that ends at `end`. */
export function readResource(input: Input, end: number, shared: SharedParts): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 10) readAttribute(input, reader.span(end), shared.resourceAttributes);
    else reader.skip(tag, end, RESOURCE);
  }
  reader.finish(end);
}

/** Reads an InstrumentationScope that ends at `end`. */
export function readScope(input: Input, end: number, shared: SharedParts): void {
  const { reader } = input;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        readRange(reader, end, shared.scopeName);
        break;
      case 18:
        readRange(reader, end, shared.scopeVersion);
        break;
      case 26:
        readAttribute(input, reader.span(end), shared.scopeAttributes);
        break;
      case 32:
        shared.scopeDroppedAttributes = reader.uint32();
        break;
      default:
        reader.skip(tag, end, SCOPE);
    }
  }
  reader.finish(end);
}
