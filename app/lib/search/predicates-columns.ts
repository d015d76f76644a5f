// Comparing real columns by their type: numbers as numbers, times as times, the rest as text.
import { AppError, type Position } from '#app/lib/core/errors.ts';
import { isRelativeTime, parseTime } from '#app/lib/core/time.ts';
import { type Fragment, nanos, type Param, param, raw, sql, str } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { ValueMatch } from './ast.ts';
import { type Decimal, decimalFloor, decimalToInteger, decimalToNumber, readBound, shift } from './bounds.ts';
import type { ValueType } from './field-types.ts';
import { bareTextSql, existsSql, textSql } from './field-values.ts';
import type { FieldStorage, ResolvedField } from './fields.ts';
import type { Wanted } from './predicates.ts';
import { ends, type Operator, readComparisons, refuseBackwards } from './predicates-bounds.ts';
import { allOf, anyOf, disjunction, isOneOf, NEVER, type Predicate, sure } from './predicates-combine.ts';
import { likePattern, lowerAscii } from './predicates-patterns.ts';
import { textCompare } from './predicates-texts.ts';
import { bodyCandidates } from './predicates-words.ts';
import { regexTexts } from './regex-texts.ts';

type Column = Extract<FieldStorage, { kind: 'value' }>;

/** The column has one of the values. */
export function columnEqualsAnyOf(
  name: string,
  column: Column,
  wanted: readonly Wanted[],
  source: Source,
): Predicate {
  const { expression, type } = column;
  const values = [...new Set(wanted.map(({ value }) => value))];
  switch (type.family) {
    case 'integer':
    case 'float':
      return { sql: numberIsOneOf(name, column, wanted), nullable: type.nullable };
    case 'bool': {
      const bools = wanted.map((one) => readBool(name, one));
      return {
        sql: sql`${expression} IN ${param('Array(Bool)', [...new Set(bools)])}`,
        nullable: type.nullable,
      };
    }
    case 'time': {
      const times = wanted.map(({ value, position }) => sql`${expression} = ${readTime(value, position)}`);
      return { sql: anyOf(times), nullable: type.nullable };
    }
    case 'array':
      // A text index does not know empty elements.
      if (isPlainText(type.element) && column.reading === 'exact' && !values.includes(''))
        return sure(hasElement(expression, values));
      return sure(inArray(column, (element) => columnEqualsAnyOf(name, element, wanted, source)));
    case 'string': {
      if (column.reading === 'caseless') {
        const words = [...new Set(values.map(lowerAscii))];
        return { sql: isOneOf(sql`lower(${expression})`, words), nullable: type.nullable };
      }
      const texts = column.reading === 'hex' ? values.map(readHex) : values;
      const equal = isOneOf(expression, texts);
      const [only] = texts;
      const candidates = column.isBody && texts.length === 1 && only ? bodyCandidates(source, [only]) : [];
      return { sql: allOf([...candidates, equal]), nullable: type.nullable };
    }
    case 'uuid':
      return {
        sql: isOneOf(bareTextSql(expression, type), values.map(lowerAscii)),
        nullable: type.nullable,
      };
    default:
      return { sql: isOneOf(bareTextSql(expression, type), values), nullable: type.nullable };
  }
}

/** Any other match on a column. */
export function columnMatches(
  field: Pick<ResolvedField, 'name'>,
  column: Column,
  match: Exclude<ValueMatch, { kind: 'equals' }>,
  source: Source,
): Predicate {
  const { expression, type } = column;
  if (match.kind === 'exists') return sure(existsSql(expression, type));
  if (type.family === 'array')
    return sure(inArray(column, (element) => columnMatches(field, element, match, source)));
  const { nullable } = type;
  const text = bareTextSql(expression, type);
  switch (match.kind) {
    case 'wildcard': {
      if (column.reading === 'caseless')
        return { sql: sql`lower(${text}) LIKE ${str(likePattern(match.pattern, lowerAscii))}`, nullable };
      const like = sql`${text} LIKE ${str(likePattern(match.pattern))}`;
      const parts = match.pattern.map((part) => (part.kind === 'text' ? part.value : undefined));
      return { sql: allOf([...(column.isBody ? bodyCandidates(source, parts) : []), like]), nullable };
    }
    case 'regex':
      return {
        sql: allOf([
          ...(column.isBody ? bodyCandidates(source, regexTexts(match.pattern)) : []),
          sql`match(${text}, ${str(match.pattern)})`,
        ]),
        nullable,
      };
    case 'compare':
    case 'range':
      return compareColumn(field.name, column, match);
  }
}

function compareColumn(
  name: string,
  column: Column,
  match: Extract<ValueMatch, { kind: 'compare' | 'range' }>,
): Predicate {
  const { expression, type } = column;
  const both = ends(match);
  if (both.length === 0) return sure(existsSql(expression, type));
  switch (type.family) {
    case 'integer':
    case 'float': {
      const read = both.map(({ operator, bound }) => ({
        operator,
        position: bound.position,
        value: readNumber(name, column, bound.value, bound.position),
      }));
      refuseBackwards(read);
      const conditions = read.map(({ operator, value }) => compareNumber(column, operator, value));
      return { sql: allOf(conditions), nullable: type.nullable };
    }
    case 'bool':
      throw new AppError('bad_request', `"${name}" is true or false; it has no order.`, {
        ...(both[0] && { position: both[0].bound.position }),
        hint: `Write ${name}:true or ${name}:false.`,
      });
    case 'time':
      return {
        sql: allOf(
          both.map(
            ({ operator, bound }) =>
              sql`${expression} ${raw(operator)} ${readTime(bound.value, bound.position)}`,
          ),
        ),
        nullable: type.nullable,
      };
    default:
      return sure(textCompare(textSql(expression, type), readComparisons(match)));
  }
}

function numberIsOneOf(name: string, column: Column, wanted: readonly Wanted[]): Fragment {
  const { expression, type } = column;
  const values = wanted.map(({ value, position }) => readNumber(name, column, value, position));
  if (type.family === 'integer') {
    const whole = [...new Set(values.flatMap((value) => decimalToInteger(value) ?? []))];
    const [only] = whole;
    if (only === undefined) return NEVER.sql;
    if (whole.length === 1) return sql`${expression} = ${integer(only)}`;
    const list = whole.every((value) => INT64.min <= value && value <= INT64.max) ? 'Int64' : 'Int256';
    return sql`${expression} IN ${param(`Array(${list})`, whole)}`;
  }
  return anyOf(
    [...new Set(values.map(decimalToNumber))].map((value) => sql`${expression} = ${float(value, type)}`),
  );
}

/** Against whole numbers a bound is made whole: exact, and of the column's own kind for its indexes. */
function compareNumber(column: Column, operator: Operator, value: Decimal): Fragment {
  const { expression, type } = column;
  if (type.family !== 'integer')
    return sql`${expression} ${raw(operator)} ${float(decimalToNumber(value), type)}`;
  const whole = decimalToInteger(value);
  if (whole !== undefined) return sql`${expression} ${raw(operator)} ${integer(whole)}`;
  const floor = integer(decimalFloor(value));
  return operator.startsWith('>') ? sql`${expression} > ${floor}` : sql`${expression} <= ${floor}`;
}

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const INT256_LIMIT = 2n ** 255n;

function integer(value: bigint): Param {
  if (INT64.min <= value && value <= INT64.max) return param('Int64', value);
  if (value >= 0n && value < 2n ** 64n) return param('UInt64', value);
  if (-INT256_LIMIT <= value && value < INT256_LIMIT) return param('Int256', value);
  return param('Float64', Number(value));
}

/** A Float32 column holds the nearest Float32 of 0.1, which is another number than the nearest Float64. */
function float(value: number, type: ValueType): Fragment {
  const bound = param('Float64', value);
  return type.name === 'Float32' ? sql`toFloat32(${bound})` : sql`${bound}`;
}

/** A number in the column's unit. On a duration a bare number is milliseconds; elsewhere a duration is milliseconds. */
function readNumber(name: string, column: Column, text: string, position: Position): Decimal {
  const bound = readBound(text);
  const exponent = column.durationExponent;
  if (exponent !== undefined) {
    if (bound.kind === 'number') return shift(bound.value, 6 - exponent);
    if (bound.kind === 'duration') return shift(bound.value, -exponent);
    throw new AppError('bad_request', `"${clip(text)}" is not a duration.`, {
      position,
      hint: 'Write 250ms or 1.5s; the units are ns, us, ms, s, m and h, and a bare number is milliseconds.',
    });
  }
  if (bound.kind === 'duration') return shift(bound.value, -6);
  if (bound.kind !== 'text') return bound.value;
  throw new AppError('bad_request', `"${name}" holds numbers, and "${clip(text)}" is not one.`, { position });
}

function readBool(name: string, { value, position }: Wanted): boolean {
  const word = value.toLowerCase();
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  throw new AppError('bad_request', `"${name}" is true or false, not "${clip(value)}".`, { position });
}

/** Any instant far enough from both ends of time to subtract from. */
const SOME_MS = 2_000_000_000_000;

/** A time relative to now is reckoned by the engine's clock, so that a compiled search does not grow old. */
function readTime(text: string, position: Position): Fragment {
  try {
    const ns = parseTime(text, SOME_MS);
    if (!isRelativeTime(text)) return nanos(ns);
    return sql`now64(9) + toIntervalNanosecond(${param('Int64', ns - BigInt(SOME_MS) * 1_000_000n)})`;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('bad_request', error.message, {
      position,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
}

function isPlainText(type: ValueType | undefined): boolean {
  return type?.family === 'string' && !type.nullable;
}

/** One of the elements is one of these: what an index on the elements answers. */
function hasElement(list: Fragment, values: readonly string[]): Fragment {
  const [value] = values;
  if (values.length === 1 && value !== undefined) return sql`has(${list}, ${str(value)})`;
  return sql`hasAny(${list}, ${param('Array(String)', values)})`;
}

/** One of the elements matches. */
function inArray(column: Column, condition: (element: Column) => Predicate): Fragment {
  const type = column.type.element;
  if (!type) return NEVER.sql;
  const element = disjunction([condition({ ...column, expression: raw('x'), type, isBody: false })]);
  const test = element.nullable ? sql`ifNull(${element.sql}, 0)` : element.sql;
  return sql`arrayExists(x -> ${test}, ${column.expression})`;
}

/** Ids are stored in lower case; whoever pastes one in capitals means the same. */
function readHex(value: string): string {
  return /^[0-9a-fA-F]+$/.test(value) ? value.toLowerCase() : value;
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
