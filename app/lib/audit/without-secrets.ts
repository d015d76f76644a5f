// Makes of any value what the audit log keeps of it: JSON without secrets, of a size that a page of entries can show. Pure.
import { isDeepStrictEqual } from 'node:util';
import { isSecretName, MASK, maskText } from './mask-text.ts';

const DEEPEST = 8;
/** UTF-16 units of one text. */
const LONGEST_TEXT = 4_000;
const MOST_ITEMS = 100;
/** Fields and items of a whole value, and UTF-16 units of all its names and texts together. */
const MOST_NODES = 1_000;
const MOST_TEXT = 32_000;

interface Budget {
  nodes: number;
  text: number;
  /** The objects that hold what is looked at. */
  readonly around: Set<object>;
}

/**
 * The value as JSON has it, null for undefined. A field whose name says that it is a secret is `••••`, so is what looks like one
 * in a text; whether there is one (`hasPassword: true`) stays. What is too long, too much, too deep, or in itself is cut, and says so.
 */
export function withoutSecrets(value: unknown): unknown {
  return cleaned(value, { nodes: MOST_NODES, text: MOST_TEXT, around: new Set() }) ?? null;
}

/** Both sides of a change. A secret that is another one afterwards says so there: the masks alone would look the same. */
export function changeWithoutSecrets(before: unknown, after: unknown): { before: unknown; after: unknown } {
  const clean = { before: withoutSecrets(before), after: withoutSecrets(after) };
  return { before: clean.before, after: withChanges(clean.before, clean.after, before, after, DEEPEST) };
}

function withChanges(
  cleanBefore: unknown,
  cleanAfter: unknown,
  before: unknown,
  after: unknown,
  depth: number,
): unknown {
  if (cleanBefore === MASK && cleanAfter === MASK)
    return isDeepStrictEqual(before, after) ? MASK : `${MASK} (changed)`;
  if (![cleanBefore, cleanAfter, before, after].every(isRecord) || depth === 0) return cleanAfter;
  const [wasClean, isClean, was, is] = [cleanBefore, cleanAfter, before, after] as Record<string, unknown>[];
  return Object.fromEntries(
    Object.entries(isClean ?? {}).map(([name, value]) => [
      name,
      withChanges(wasClean?.[name], value, was?.[name], is?.[name], depth - 1),
    ]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of at most `longest` UTF-16 units without secrets; what is longer ends with a note on how long it was. */
export function shortText(text: string, longest = LONGEST_TEXT): string {
  if (text.length <= longest) return maskText(text).toWellFormed();
  // A secret must not lose the half by which it would be known.
  const masked = maskText(text.slice(0, longest + 1_000)).slice(0, longest);
  return `${masked.toWellFormed()}… (${text.length} characters)`;
}

function cleaned(value: unknown, budget: Budget): unknown {
  switch (typeof value) {
    case 'string':
      return cleanedText(value, budget);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : cleanedObject(value, budget);
    default:
      return undefined;
  }
}

function cleanedText(text: string, budget: Budget): string {
  if (budget.text <= 0) return '…';
  const short = shortText(text, Math.min(LONGEST_TEXT, budget.text));
  budget.text -= short.length;
  return short;
}

function cleanedObject(value: object, budget: Budget): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL || value instanceof RegExp) return cleanedText(String(value), budget);
  if (value instanceof Error) return cleanedText(`${value.name}: ${value.message}`, budget);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `(${value.byteLength} bytes)`;
  if (budget.around.has(value)) return '(the same again)';
  if (budget.around.size >= DEEPEST) return '…';
  budget.around.add(value);
  const clean =
    Array.isArray(value) || value instanceof Set
      ? cleanedList([...value], budget)
      : cleanedFields(value instanceof Map ? [...value] : Object.entries(value), budget);
  budget.around.delete(value);
  return clean;
}

function cleanedList(items: readonly unknown[], budget: Budget): unknown[] {
  const list: unknown[] = [];
  for (const item of items) {
    budget.nodes -= 1;
    if (list.length >= MOST_ITEMS || budget.nodes < 0) {
      list.push(`… ${items.length - list.length} more`);
      break;
    }
    list.push(cleaned(item, budget) ?? null);
  }
  return list;
}

function cleanedFields(entries: readonly (readonly [unknown, unknown])[], budget: Budget): object {
  const fields: [string, unknown][] = [];
  // A header or a variable as `{ name: 'Authorization', value: '…' }`.
  const named = entries.find(
    ([name, item]) => /^(?:name|key|header)$/i.test(String(name)) && isSecretName(String(item)),
  );
  for (const [key, item] of entries) {
    const name = shortText(String(key), 200);
    budget.nodes -= 1;
    budget.text -= name.length;
    if (budget.nodes < 0 || budget.text < 0) {
      fields.push(['…', `${entries.length - fields.length} more fields`]);
      break;
    }
    const isSecret =
      named === undefined
        ? isSecretName(name)
        : named[0] === key
          ? false
          : /^value$/i.test(name) || isSecretName(name);
    const kept = isSecret ? masked(item) : cleaned(item, budget);
    if (kept !== undefined) fields.push([name, kept]);
  }
  return Object.fromEntries(fields);
}

/** That there is a secret may be known, and that there is none. */
function masked(item: unknown): unknown {
  if (item === undefined || item === null || item === '' || typeof item === 'boolean') return item;
  return MASK;
}
