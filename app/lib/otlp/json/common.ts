// The objects all signals share in OTLP/JSON: AnyValue, KeyValue, Resource, InstrumentationScope, ids.

import type { AttributeSet } from '../attributes.ts';
import { MAX_ITEMS } from '../limits.ts';
import type { IdKind, Rejections } from '../rejections.ts';
import type { SharedParts } from '../resource.ts';
import { Range, type Texts } from '../texts.ts';
import { doubleJson, MAX_DEPTH, mapJson } from '../values.ts';
import type { JsonObject, JsonReader } from './reader.ts';

/** What reading a JSON body needs. */
export interface Input {
  readonly reader: JsonReader;
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

/** Reads one record into a row. A mistake in it refuses only that record. */
export function readRecord<Row extends RecordRows>(
  input: Input,
  record: JsonObject,
  row: Row,
  read: (input: Input, record: JsonObject, row: Row) => void,
): void {
  row.begin();
  if (attempt(input, record, row, read)) {
    row.commit();
    return;
  }
  input.rejections.malformed(input.reader.mistake);
  row.abandon();
}

/** Reads something that can be refused alone. False if there is a mistake in it. */
export function attempt<Target>(
  input: Input,
  object: JsonObject,
  target: Target,
  read: (input: Input, object: JsonObject, target: Target) => void,
): boolean {
  const { reader } = input;
  reader.beginRecord();
  try {
    read(input, object, target);
  } catch (error) {
    reader.abandonRecord(error);
    return false;
  }
  reader.endRecord();
  return true;
}

const BASE64 = /^[\w+/-]*={0,2}$/;

/** Reads a string field. */
export function readText(input: Input, object: JsonObject, name: string, range: Range): void {
  const text = input.reader.text(object, name);
  if (text !== '') input.texts.add(text, range);
}

/** Reads an id in hexadecimal of either case as bytes; anything else refuses the record. */
export function readId(input: Input, object: JsonObject, name: string, kind: IdKind, range: Range): void {
  const digits = input.reader.text(object, name);
  if (digits !== '' && !input.texts.addHex(digits, range)) input.rejections.badId(kind);
}

/** Reads an AnyValue as the text that is stored. */
export function readAnyValue(input: Input, value: JsonObject | undefined, range: Range): void {
  range.clear();
  if (value === undefined) return;
  const text = typeof value.stringValue === 'string' ? value.stringValue : anyValueText(input, value);
  if (text !== '') input.texts.add(text, range);
}

function anyValueText(input: Input, value: JsonObject): string {
  const { reader } = input;
  if (isSet(value.stringValue)) return reader.text(value, 'stringValue');
  if (isSet(value.intValue)) return reader.int64Text(value, 'intValue');
  if (isSet(value.boolValue)) return String(reader.bool(value, 'boolValue'));
  if (isSet(value.doubleValue)) return String(reader.double(value, 'doubleValue'));
  if (isSet(value.bytesValue)) return base64(input, value);
  return nestedJson(input, value, 0) ?? '';
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

function base64(input: Input, value: JsonObject): string {
  const text = input.reader.text(value, 'bytesValue');
  if (!BASE64.test(text)) input.reader.fail('bytesValue', 'base64', text);
  return Buffer.from(text, 'base64').toString('base64');
}

function anyValueJson(input: Input, value: JsonObject, depth: number): string {
  if (isSet(value.stringValue)) return JSON.stringify(input.reader.text(value, 'stringValue').toWellFormed());
  if (isSet(value.doubleValue)) return doubleJson(input.reader.double(value, 'doubleValue'));
  if (isSet(value.bytesValue)) return `"${base64(input, value)}"`;
  if (isSet(value.arrayValue) || isSet(value.kvlistValue)) return nestedJson(input, value, depth) ?? 'null';
  return anyValueText(input, value) || 'null';
}

/** An array or map as JSON; undefined if the value is neither. */
function nestedJson(input: Input, value: JsonObject, depth: number): string | undefined {
  const { reader } = input;
  const name = isSet(value.arrayValue) ? 'arrayValue' : 'kvlistValue';
  const nested = reader.object(value, name);
  if (nested === undefined) return undefined;
  if (depth === MAX_DEPTH) {
    input.rejections.tooDeep(MAX_DEPTH);
    return '';
  }
  const { values } = nested;
  if (Array.isArray(values) && values.length > MAX_ITEMS) {
    input.rejections.tooMany('values in an array or map');
    return '';
  }
  reader.path.push(name);
  const json = name === 'arrayValue' ? arrayJson(input, nested, depth) : listJson(input, nested, depth);
  reader.path.pop();
  return json;
}

function arrayJson(input: Input, array: JsonObject, depth: number): string {
  const values: string[] = [];
  input.reader.eachObject(array, 'values', (value) => {
    values.push(anyValueJson(input, value, depth + 1));
  });
  return `[${values.join(',')}]`;
}

function listJson(input: Input, list: JsonObject, depth: number): string {
  const { reader } = input;
  const entries = new Map<string, string>();
  reader.eachObject(list, 'values', (entry) => {
    const key = reader.text(entry, 'key').toWellFormed();
    const value = reader.object(entry, 'value', 'an AnyValue object');
    reader.path.push('value');
    entries.set(key, value === undefined ? 'null' : anyValueJson(input, value, depth + 1));
    reader.path.pop();
  });
  return mapJson(entries);
}

const keyRange = new Range();
const valueRange = new Range();

/** Reads an array of KeyValue into a set of attributes. */
export function readAttributes(
  input: Input,
  object: JsonObject,
  name: string,
  attributes: AttributeSet,
): void {
  const { reader } = input;
  reader.eachObject(object, name, (attribute) => {
    if (attributes.count === MAX_ITEMS) {
      input.rejections.tooMany('attributes');
      return;
    }
    keyRange.clear();
    readText(input, attribute, 'key', keyRange);
    const value = reader.object(attribute, 'value', 'an AnyValue object');
    reader.path.push('value');
    readAnyValue(input, value, valueRange);
    reader.path.pop();
    attributes.add(keyRange.start, keyRange.end, valueRange.start, valueRange.end);
  });
}

/** Reads the resource of a ResourceLogs, ResourceSpans or ResourceMetrics. */
export function readResource(input: Input, holder: JsonObject, shared: SharedParts): void {
  const { reader } = input;
  const resource = reader.object(holder, 'resource');
  if (resource !== undefined) {
    reader.path.push('resource');
    readAttributes(input, resource, 'attributes', shared.resourceAttributes);
    reader.path.pop();
  }
  readText(input, holder, 'schemaUrl', shared.resourceSchemaUrl);
}

/** Reads the scope of a ScopeLogs, ScopeSpans or ScopeMetrics. */
export function readScope(input: Input, holder: JsonObject, shared: SharedParts): void {
  const { reader } = input;
  const scope = reader.object(holder, 'scope');
  if (scope !== undefined) {
    reader.path.push('scope');
    readText(input, scope, 'name', shared.scopeName);
    readText(input, scope, 'version', shared.scopeVersion);
    readAttributes(input, scope, 'attributes', shared.scopeAttributes);
    shared.scopeDroppedAttributes = reader.integer(scope, 'droppedAttributesCount');
    reader.path.pop();
  }
  readText(input, holder, 'schemaUrl', shared.scopeSchemaUrl);
}
