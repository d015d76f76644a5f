// OTLP/JSON: parses the body and reads typed fields, with the path of a wrong value in every error.

import { AppError } from '#app/lib/core/errors.ts';
import { checkJsonNodes } from '../limits.ts';
import { MISTAKE } from '../rejections.ts';
import { quoteLongIntegers } from './long-integers.ts';

/** A JSON object whose fields are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

const SHOWN_CHARACTERS = 40;

/** Reads fields of parsed JSON. Absent and `null` are the field's default. Throws `bad_request` only. */
export class JsonReader {
  /** Where we are: names and indexes from the root. */
  readonly path: (string | number)[] = [];
  /** The first wrong value in a record; empty as long as there is none. */
  mistake = '';
  private recordDepth = -1;
  /** The halves of the last 64-bit number, unsigned. */
  low = 0;
  high = 0;

  /** A string field. */
  text(object: JsonObject, name: string | number): string {
    const value = object[name];
    if (typeof value === 'string') return value;
    if (value === undefined || value === null) return '';
    return this.fail(name, 'a string', value);
  }

  bool(object: JsonObject, name: string | number): boolean {
    const value = object[name];
    if (typeof value === 'boolean') return value;
    if (value === undefined || value === null) return false;
    return this.fail(name, 'true or false', value);
  }

  /** A 32-bit field or an enum: a number, or digits in a string. Names of enums are not OTLP/JSON. */
  integer(object: JsonObject, name: string | number): number {
    const value = object[name];
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    if (value === undefined || value === null) return 0;
    const parsed = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
    return parsed ?? this.fail(name, 'an integer', value);
  }

  /** A double: a number, a numeric string, or "NaN", "Infinity", "-Infinity". */
  double(object: JsonObject, name: string | number): number {
    const value = object[name];
    if (typeof value === 'number') return value;
    if (value === undefined || value === null) return 0;
    if (typeof value === 'string') {
      if (value === 'NaN') return Number.NaN;
      const parsed = value.trim() === value && value !== '' ? Number(value) : Number.NaN;
      if (!Number.isNaN(parsed)) return parsed;
    }
    return this.fail(name, 'a number', value);
  }

  /** Reads an unsigned 64-bit field, a number or digits in a string, into `low` and `high`. */
  uint64(object: JsonObject, name: string | number): void {
    const value = object[name];
    this.low = 0;
    this.high = 0;
    if (value === undefined || value === null) return;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
      this.low = value >>> 0;
      this.high = Math.floor(value / 0x1_0000_0000);
    } else if (typeof value !== 'string' || !this.parseUint64(value)) {
      this.fail(name, 'an unsigned 64-bit integer, as digits in a string', value);
    }
  }

  /** Exact in pieces of 16, 9 decimal and 32 bits, which doubles hold. False if the text is no such number. */
  private parseUint64(digits: string): boolean {
    const { length } = digits;
    if (length === 0 || length > 20) return false;
    let head = 0;
    let tail = 0;
    for (let i = 0; i < length; i++) {
      const digit = digits.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) return false;
      if (i < length - 9) head = head * 10 + digit;
      else tail = tail * 10 + digit;
    }
    // head * 10^9 + tail, with head split at bit 16.
    const upper = Math.floor(head / 0x1_0000) * 1e9;
    const rest = (upper % 0x1_0000) * 0x1_0000 + (head % 0x1_0000) * 1e9 + tail;
    const high = Math.floor(upper / 0x1_0000) + Math.floor(rest / 0x1_0000_0000);
    if (high > 0xffff_ffff) return false;
    this.high = high;
    this.low = rest % 0x1_0000_0000;
    return true;
  }

  /** A signed 64-bit value as its decimal text. */
  int64Text(object: JsonObject, name: string | number): string {
    const value = object[name];
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) {
      // Up to 15 digits a double is exact, and much faster. Adding 0 makes -0 a 0.
      if (value.length <= 15) return String(Number(value) + 0);
      const exact = BigInt(value);
      if (BigInt.asIntN(64, exact) === exact) return exact.toString();
    }
    return this.fail(name, 'a signed 64-bit integer, as digits in a string', value);
  }

  /** An object field. */
  object(object: JsonObject, name: string | number, expected = 'an object'): JsonObject | undefined {
    const value = object[name];
    if (value === undefined || value === null) return undefined;
    return isObject(value) ? value : this.fail(name, expected, value);
  }

  /** Calls `each` for every element of an array field, with the place and the array to read it from. */
  eachIndex(object: JsonObject, name: string, each: (array: JsonObject, index: number) => void): void {
    const value = object[name];
    if (value === undefined || value === null) return;
    if (!Array.isArray(value)) this.fail(name, 'an array', value);
    this.path.push(name);
    const array = value as unknown as JsonObject;
    for (let i = 0; i < value.length; i++) each(array, i);
    this.path.pop();
  }

  /** Calls `each` for every object of an array field. */
  eachObject(object: JsonObject, name: string, each: (item: JsonObject) => void): void {
    const value = object[name];
    if (value === undefined || value === null) return;
    if (!Array.isArray(value)) this.fail(name, 'an array', value);
    const depth = this.path.push(name, 0);
    for (let i = 0; i < value.length; i++) {
      this.path[depth - 1] = i;
      const item: unknown = value[i];
      if (!isObject(item)) this.fail('', 'an object', item);
      each(item);
    }
    this.path.length = depth - 2;
  }

  /** From here on a wrong value throws `MISTAKE`, until `endRecord`. */
  beginRecord(): void {
    this.recordDepth = this.path.length;
  }

  endRecord(): void {
    this.recordDepth = -1;
  }

  /** Returns to where the record began. Throws again what is not a mistake in it. */
  abandonRecord(error: unknown): void {
    if (error !== MISTAKE) throw error;
    this.path.length = this.recordDepth;
    this.recordDepth = -1;
  }

  /** Throws: the field `name` of where we are (or, if empty, the value there) is not what it should be. */
  fail(name: string | number, expected: string, found: unknown): never {
    const isInRecord = this.recordDepth >= 0;
    // Only the first one is shown, and there may be very many.
    if (isInRecord && this.mistake !== '') throw MISTAKE;
    const path = [...this.path, ...(name === '' ? [] : [name])].reduce<string>(
      (text, part) =>
        typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`,
      '',
    );
    const problem = `${path || 'The body'}: expected ${expected}, found ${describe(found)}`;
    if (isInRecord) {
      this.mistake = problem;
      throw MISTAKE;
    }
    throw new AppError('bad_request', `${problem}.`);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** The body as a JSON object. Integers too long for a JavaScript number come as strings, so they stay exact. */
export function parseJson(body: Buffer): JsonObject {
  checkJsonNodes(body);
  let value: unknown;
  try {
    const text = body.toString('utf8');
    value = JSON.parse(quoteLongIntegers(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('bad_request', `The body is not valid JSON: ${reason}`, { cause: error });
  }
  return isObject(value) ? value : new JsonReader().fail('', 'a JSON object', value);
}
