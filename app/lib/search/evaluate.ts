// Test support: what a search means, row by row in plain JavaScript. Written from docs/search.md, it shares no code with the
// compiler, which is tested against it.
import { SEVERITIES, severityLevel } from '#app/lib/telemetry/severity.ts';
import type { FieldNode, Pattern, SearchNode, TextMatch, ValueMatch } from './ast.ts';
import { isNumberBetween, isTextBetween, isTimeBetween, type Limits } from './evaluate-order.ts';

/** How a column's values are written in a `ModelRow`, and compared. */
export type ModelType =
  | 'text'
  /** bigint */
  | 'integer'
  | 'float'
  | 'float32'
  | 'bool'
  /** bigint: nanoseconds since 1970; the number is that of its decimals as text. */
  | 'time0'
  | 'time3'
  | 'time9'
  /** An array of texts. */
  | 'texts'
  /** An array of bigints. */
  | 'integers'
  /** A record of texts. */
  | 'map'
  /** An array of such records. */
  | 'maps';

export type ModelValue =
  | string
  | bigint
  | number
  | boolean
  | null
  | readonly (string | bigint)[]
  | readonly Record<string, string>[]
  | Record<string, string>;
export type ModelRow = Readonly<Record<string, ModelValue>>;

/** A table as the evaluator knows it. */
export interface Model {
  readonly columns: Readonly<Record<string, ModelType>>;
  /** Names and aliases of the table's own fields, but for the level. */
  readonly own: Readonly<Record<string, OwnColumn>>;
  readonly level: { readonly text: string | undefined; readonly number: string | undefined } | undefined;
  readonly body: string | undefined;
  readonly attributes: string | undefined;
  readonly resource: string | undefined;
  readonly scope: string | undefined;
  /** The attributes of a span's events. */
  readonly events?: string;
}

export interface OwnColumn {
  readonly column: string;
  /** `empty`: the field is whether the column is empty. */
  readonly reading?: 'caseless' | 'hex' | 'empty';
  /** Of records: the key whose values are meant. */
  readonly key?: string;
  /** Of a duration: nanoseconds of one. */
  readonly unit?: bigint;
}

/** Whether a row matches. */
export function evaluate(tree: SearchNode, model: Model, row: ModelRow): boolean {
  switch (tree.kind) {
    case 'all':
      return true;
    case 'and':
      return tree.terms.every((term) => evaluate(term, model, row));
    case 'or':
      return tree.terms.some((term) => evaluate(term, model, row));
    case 'not':
      return !evaluate(tree.term, model, row);
    case 'text': {
      const body = model.body === undefined ? undefined : row[model.body];
      return typeof body === 'string' && bodyMatches(tree.match, body);
    }
    case 'field':
      return fieldMatches(tree, model, row);
  }
}

const LEVEL_NAMES = new Set(['level', 'severity', 'severity_text']);
const LEVEL_SPELLINGS: Readonly<Record<string, string>> = {
  err: 'error',
  warning: 'warn',
  information: 'info',
  informational: 'info',
};

function fieldMatches({ field, match }: FieldNode, model: Model, row: ModelRow): boolean {
  if (model.level && LEVEL_NAMES.has(field)) return levelMatches(match, model.level, row);
  const own =
    model.own[field] ??
    (field in model.columns ? Object.values(model.own).find(({ column }) => column === field) : undefined);
  if (own) return columnMatches(match, own, model, row);
  const event = /^event\.attributes\.(.+)$/s.exec(field);
  if (event?.[1] !== undefined && model.events !== undefined)
    return columnMatches(match, { column: model.events, key: event[1] }, model, row);
  if (field in model.columns) return columnMatches(match, { column: field }, model, row);
  return keyMatches(match, valueOfKey(field, model, row));
}

/** The text of an attribute; undefined when the row does not have it. */
function valueOfKey(field: string, model: Model, row: ModelRow): string | undefined {
  const read = (column: string | undefined, key: string): string | undefined => {
    const map = column === undefined ? undefined : row[column];
    return map !== null && typeof map === 'object' && !Array.isArray(map) && Object.hasOwn(map, key)
      ? (map as Record<string, string>)[key]
      : undefined;
  };
  for (const [column, type] of Object.entries(model.columns))
    if (type === 'map' && field.startsWith(`${column}.`)) return read(column, field.slice(column.length + 1));
  for (const scope of ['attributes', 'resource', 'scope'] as const)
    if (model[scope] !== undefined && field.startsWith(`${scope}.`) && field.length > scope.length + 1)
      return read(model[scope], field.slice(scope.length + 1));
  return read(model.attributes, field) ?? read(model.resource, field);
}

function keyMatches(match: ValueMatch, value: string | undefined): boolean {
  if (value === undefined) return false;
  return textMatches(match, value, (limits) => isTextBetween(value, limits));
}

function columnMatches(match: ValueMatch, own: OwnColumn, model: Model, row: ModelRow): boolean {
  const value = row[own.column] ?? null;
  const type = model.columns[own.column] ?? 'text';
  if (own.reading === 'empty') return scalarMatches(match, value === '', 'bool', own);
  if (type === 'map') return match.kind === 'exists' && Object.keys(value ?? {}).length > 0;
  if (type === 'maps') {
    const { key = '' } = own;
    const texts = (value as readonly Record<string, string>[]).flatMap((one) => one[key] || []);
    return match.kind === 'exists'
      ? texts.length > 0
      : texts.some((text) => scalarMatches(match, text, 'text', own));
  }
  if (type === 'texts' || type === 'integers') {
    const elements = value as readonly (string | bigint)[];
    if (match.kind === 'exists') return elements.length > 0;
    return elements.some((element) =>
      scalarMatches(match, element, type === 'texts' ? 'text' : 'integer', own),
    );
  }
  if (value === null) return false;
  return scalarMatches(match, value as string | bigint | number | boolean, type, own);
}

function scalarMatches(
  match: ValueMatch,
  value: string | bigint | number | boolean,
  type: ModelType,
  own: OwnColumn,
): boolean {
  const text = textOf(value, type);
  if (match.kind === 'exists') return text !== '' || type !== 'text';
  if (type === 'bool' && match.kind === 'equals') return value === /^(true|1)$/i.test(match.value);
  if (type === 'integer' || type === 'float' || type === 'float32') {
    const number = value as bigint | number;
    if (match.kind === 'equals') {
      const bound = { value: match.value };
      const limits: Limits = { from: bound, to: bound, includesFrom: true, includesTo: true };
      return isNumberBetween(number, limits, own.unit, type === 'float32');
    }
    return textMatches(match, text, (limits) =>
      isNumberBetween(number, limits, own.unit, type === 'float32'),
    );
  }
  if (type === 'time0' || type === 'time3' || type === 'time9') {
    if (match.kind === 'equals') {
      const bound = { value: match.value };
      return isTimeBetween(value as bigint, { from: bound, to: bound, includesFrom: true, includesTo: true });
    }
    return textMatches(match, text, (limits) => isTimeBetween(value as bigint, limits));
  }
  if (own.reading === 'caseless') {
    const folded = foldAscii(text);
    if (match.kind === 'equals') return folded === foldAscii(match.value);
    if (match.kind === 'wildcard') return matchesPattern(folded, foldPattern(match.pattern));
  }
  if (own.reading === 'hex' && match.kind === 'equals' && /^[0-9a-f]+$/i.test(match.value))
    return text === match.value.toLowerCase();
  return textMatches(match, text, (limits) => isTextBetween(text, limits));
}

/** As ClickHouse writes it. */
function textOf(value: string | bigint | number | boolean, type: ModelType): string {
  if (type === 'float32') return String(Number((value as number).toPrecision(8)));
  if (!type.startsWith('time')) return String(value);
  const ns = value as bigint;
  const seconds = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' ');
  const decimals = Number(type.slice(4));
  return decimals === 0
    ? seconds
    : `${seconds}.${String(ns % 1_000_000_000n)
        .padStart(9, '0')
        .slice(0, decimals)}`;
}

const expressions = new Map<string, RegExp>();

function regexOf(pattern: string): RegExp {
  const found =
    expressions.get(pattern) ??
    new RegExp(pattern.replace(/^\(\?i\)/, ''), pattern.startsWith('(?i)') ? 'siu' : 'su');
  expressions.set(pattern, found);
  return found;
}

/** What all values have in common: they are texts too. */
function textMatches(match: ValueMatch, text: string, isBetween: (limits: Limits) => boolean): boolean {
  switch (match.kind) {
    case 'equals':
      return text === match.value;
    case 'exists':
      return text !== '';
    case 'wildcard':
      return matchesPattern(text, match.pattern);
    case 'regex':
      return regexOf(match.pattern).test(text);
    case 'compare':
      return isBetween(limitsOf(match));
    case 'range':
      return match.from || match.to ? isBetween(match) : text !== '';
  }
}

function limitsOf({ operator, bound }: Extract<ValueMatch, { kind: 'compare' }>): Limits {
  return {
    from: operator.startsWith('>') ? bound : null,
    to: operator.startsWith('<') ? bound : null,
    includesFrom: operator === '>=',
    includesTo: operator === '<=',
  };
}

function levelMatches(match: ValueMatch, columns: NonNullable<Model['level']>, row: ModelRow): boolean {
  const word = columns.text === undefined ? '' : String(row[columns.text] ?? '');
  const number = columns.number === undefined ? 0 : Number(row[columns.number] ?? 0);
  const level = severityLevel({ severity: foldAscii(word), severityNumber: number });
  switch (match.kind) {
    case 'exists':
      return word !== '' || number > 0;
    case 'equals': {
      const wanted = foldAscii(match.value);
      return (
        (columns.text !== undefined && foldAscii(word) === wanted) ||
        level === (LEVEL_SPELLINGS[wanted] ?? wanted) ||
        (columns.number !== undefined && /^[0-9]{1,3}$/.test(wanted) && Number(wanted) === number)
      );
    }
    case 'wildcard': {
      const pattern = foldPattern(match.pattern);
      return (
        (columns.text !== undefined && matchesPattern(foldAscii(word), pattern)) ||
        matchesPattern(level, pattern)
      );
    }
    case 'regex': {
      const regex = regexOf(match.pattern);
      return (columns.text !== undefined && regex.test(word)) || regex.test(level);
    }
    case 'compare':
    case 'range': {
      const limits = match.kind === 'compare' ? limitsOf(match) : match;
      if (!limits.from && !limits.to) return word !== '' || number > 0;
      if (level === 'unset') return false;
      const least = SEVERITIES.find((one) => one.level === level)?.least ?? 0;
      return isLevelBetween(number > 0 ? number : least, least, limits);
    }
  }
}

function isLevelBetween(number: number, least: number, limits: Limits): boolean {
  const difference = (bound: string) => {
    if (/^[0-9]{1,3}$/.test(bound)) return number - Number(bound);
    const word = foldAscii(bound);
    const found = SEVERITIES.find(
      ({ level, words }) => level === word || (words as readonly string[]).includes(word),
    );
    return least - (found?.least ?? Number.NaN);
  };
  const from = limits.from ? difference(limits.from.value) : 1;
  const to = limits.to ? difference(limits.to.value) : -1;
  return (from > 0 || (limits.includesFrom && from === 0)) && (to < 0 || (limits.includesTo && to === 0));
}

function bodyMatches(match: TextMatch, body: string): boolean {
  const fold = isForeign(match) ? foldUnicode : foldAscii;
  const text = fold(body);
  switch (match.kind) {
    case 'word':
      return tokensOf(text).includes(fold(match.value));
    case 'prefix': {
      const start = fold(match.value);
      return tokensOf(text).some((token) => token.startsWith(start));
    }
    case 'substring':
      return text.includes(fold(match.value));
    case 'wildcard':
      return wildcardMatches(foldPattern(match.pattern, fold), text);
  }
}

/** Whether something was typed that has a case beyond ASCII: `é`, but not `日`. */
function isForeign(match: TextMatch): boolean {
  const texts =
    match.kind === 'wildcard'
      ? match.pattern.map((part) => (part.kind === 'text' ? part.value : ''))
      : [match.value];
  return texts.some((text) =>
    [...text].some((char) => char > '\x7f' && (char.toLowerCase() !== char || char.toUpperCase() !== char)),
  );
}

const foldedTexts = new Map<string, string>();

/** Unicode's lower case, in which a sigma at the end of a word is one like any other, and an eszett is two s. */
function foldUnicode(text: string): string {
  let found = foldedTexts.get(text);
  if (found === undefined) {
    found = text.toLowerCase().replace(/[ςß]/g, (char) => (char === 'ß' ? 'ss' : 'σ'));
    foldedTexts.set(text, found);
  }
  return found;
}

function wildcardMatches(pattern: Pattern, text: string): boolean {
  const isToken = pattern.every(
    (part) => part.kind !== 'text' || /^[a-z0-9\u0080-\u{10ffff}]+$/u.test(part.value),
  );
  if (isToken) return tokensOf(text).some((token) => matchesPattern(token, pattern));
  const chars = [...text];
  return [...chars, ''].some((_, from) => matchesSomewhere(chars, from, pattern, 0));
}

const tokensByText = new Map<string, readonly string[]>();

function tokensOf(text: string): readonly string[] {
  let tokens = tokensByText.get(text);
  if (!tokens) {
    tokens = text.match(/[a-z0-9\u0080-\u{10ffff}]+/giu) ?? [];
    tokensByText.set(text, tokens);
  }
  return tokens;
}

/** A pattern from one place of a text on, in which wildcards stand for anything but white space. */
function matchesSomewhere(chars: readonly string[], at: number, pattern: Pattern, index: number): boolean {
  const part = pattern[index];
  if (!part) return true;
  const isWord = (char: string | undefined) => char !== undefined && !/[\t\n\v\f\r ]/.test(char);
  if (part.kind === 'one') return isWord(chars[at]) && matchesSomewhere(chars, at + 1, pattern, index + 1);
  if (part.kind === 'text') {
    const wanted = [...part.value];
    return (
      wanted.every((char, offset) => chars[at + offset] === char) &&
      matchesSomewhere(chars, at + wanted.length, pattern, index + 1)
    );
  }
  for (let end = at; ; end += 1) {
    if (matchesSomewhere(chars, end, pattern, index + 1)) return true;
    if (!isWord(chars[end])) return false;
  }
}

const regexes = new WeakMap<Pattern, RegExp>();

/** A whole text, in which `*` is anything and `?` one character. */
function matchesPattern(text: string, pattern: Pattern): boolean {
  let regex = regexes.get(pattern);
  if (!regex) {
    const source = pattern.map((part) => {
      if (part.kind === 'text') return part.value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      return part.kind === 'any' ? '.*' : '.';
    });
    regex = new RegExp(`^(?:${source.join('')})$`, 'su');
    regexes.set(pattern, regex);
  }
  return regex.test(text);
}

const folded = new WeakMap<Pattern, Pattern>();

/** A pattern is always folded in the same way. */
function foldPattern(pattern: Pattern, fold: (text: string) => string = foldAscii): Pattern {
  let found = folded.get(pattern);
  if (!found) {
    found = pattern.map((part) => (part.kind === 'text' ? { kind: 'text', value: fold(part.value) } : part));
    folded.set(pattern, found);
  }
  return found;
}

function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}
