// Reads fields of JSON that somebody dropped on the page: each mistake is an error that says where it is.
import { AppError } from '#app/lib/core/errors.ts';

/** A JSON object whose fields are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

const SHOWN_CHARACTERS = 40;
const MAX_U64 = 2n ** 64n - 1n;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of the object's own: what a prototype has is none of the file's. */
export function fieldOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A text; absent is ''. */
export function textOf(object: JsonObject, name: string, where: string): string {
  const value = fieldOf(object, name) ?? '';
  return typeof value === 'string' ? value : fail(`${where}.${name}`, 'a text', value);
}

/** An object; absent is an empty one. */
export function objectOf(object: JsonObject, name: string, where: string): JsonObject {
  const value = fieldOf(object, name) ?? {};
  return isObject(value) ? value : fail(`${where}.${name}`, 'an object', value);
}

/** The objects of an array; absent is an empty one. */
export function objectsOf(object: JsonObject, name: string, where: string): readonly JsonObject[] {
  const value = fieldOf(object, name) ?? [];
  if (!Array.isArray(value)) return fail(`${where}.${name}`, 'an array', value);
  const wrong = value.findIndex((item) => !isObject(item));
  if (wrong !== -1) fail(`${where}.${name}[${wrong}]`, 'an object', value[wrong]);
  return value;
}

/** A whole number from 0 to 2^64 - 1, as a number or as digits; absent is 0. */
export function unsignedOf(object: JsonObject, name: string, where: string): bigint {
  const value = fieldOf(object, name) ?? 0;
  if (typeof value === 'number' && value >= 0 && value <= Number(MAX_U64))
    return clamp(BigInt(Math.round(value)));
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return clamp(BigInt(value));
  return fail(`${where}.${name}`, 'a whole number that is not negative', value);
}

const clamp = (value: bigint) => (value > MAX_U64 ? MAX_U64 : value);

/** Throws `bad_request`: what was expected at a place, and what is there. */
export function fail(where: string, expected: string, found: unknown): never {
  throw new AppError('bad_request', `${where}: expected ${expected}, found ${describe(found)}.`);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** Attributes without a prototype: `__proto__` is a key like any other. */
export function emptyAttributes(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}
