// What a source's expressions are for and which types they take: shared by the check at save and by the form.
import type { SourceExpressions, SourceKind } from './schema.ts';
import {
  innerType,
  isCondition,
  isJson,
  isNullable,
  isNumber,
  isText,
  isTextMap,
  isTime,
  isWholeNumber,
} from './types.ts';

export type ExpressionName = keyof SourceExpressions;

/** Which types an expression may have. */
type Rule = (type: string) => TypeMistake | undefined;

export interface TypeMistake {
  readonly message: string;
  readonly hint?: string;
}

export interface ExpressionInfo {
  readonly label: string;
  readonly hint: string;
  readonly group: 'row' | 'record' | 'attributes' | 'span' | 'table';
  /** Kinds of sources that usually have it; the form shows it first for those. */
  readonly kinds: readonly SourceKind[];
  readonly rule: Rule;
}

const ALL: readonly SourceKind[] = ['log', 'trace', 'metric', 'session'];
const RECORDS: readonly SourceKind[] = ['log', 'session'];
const LINKED: readonly SourceKind[] = ['log', 'trace', 'session'];

const time: Rule = (type) => {
  if (isTime(type) && !isNullable(type)) return undefined;
  const wanted = 'The timestamp has to be a DateTime or DateTime64';
  if (isTime(type))
    return {
      message: `${wanted} that is never NULL.`,
      hint: 'Wrap it: assumeNotNull(…), or coalesce(…, toDateTime(0)).',
    };
  const hint = isText(type)
    ? 'Make one of the text: parseDateTime64BestEffort(…, 3). Searches of a column of that type are faster.'
    : isWholeNumber(type)
      ? 'Make one of the number: fromUnixTimestamp64Milli(…) or toDateTime(…).'
      : undefined;
  return { message: `${wanted}, but this is ${type}.`, ...(hint && { hint }) };
};

const text: Rule = (type) => {
  if (isText(type)) return undefined;
  const hint =
    isJson(type) || /^(Map|Tuple|Array)\(/.test(innerType(type)) ? 'toJSONString(…)' : 'toString(…)';
  return { message: `This has to be text, but it is ${type}.`, hint: `Make it text: ${hint}.` };
};

const wholeNumber: Rule = (type) =>
  isWholeNumber(type) ? undefined : { message: `This has to be a whole number, but it is ${type}.` };

const number: Rule = (type) =>
  isNumber(type)
    ? undefined
    : {
        message: `This has to be a number, but it is ${type}.`,
        ...(isText(type) && { hint: 'Make one of the text: toFloat64OrZero(…).' }),
      };

const pairs: Rule = (type) =>
  isTextMap(type) || isJson(type)
    ? undefined
    : {
        message: `This has to be a Map with text keys or a JSON, but it is ${type}.`,
        ...(isText(type) && { hint: "Read the text as JSON: CAST(…, 'JSON')." }),
      };

const condition: Rule = (type) =>
  isCondition(type)
    ? undefined
    : {
        message: `The filter has to be true or false, but it is ${type}.`,
        hint: "For example: Namespace = 'prod'.",
      };

const id: Rule = (type) =>
  /^UInt(8|16|32|64)$/.test(innerType(type)) && !isNullable(type)
    ? undefined
    : {
        message: `The row id has to be a UInt64 that is never NULL, but it is ${type}.`,
        hint: 'Hash it: cityHash64(…). Without one, Maple hashes all columns.',
      };

/** The order is checked by its form: see order.ts. */
const any: Rule = () => undefined;

/** Every expression of a source, in the order of the form. */
export const EXPRESSIONS: Readonly<Record<ExpressionName, ExpressionInfo>> = {
  timestamp: { label: 'Timestamp', hint: 'DateTime or DateTime64', group: 'row', kinds: ALL, rule: time },
  order: {
    label: 'Order',
    hint: 'The function of the timestamp that leads the table’s ORDER BY, such as toStartOfHour(ts). Makes searches stop early.',
    group: 'row',
    kinds: ALL,
    rule: any,
  },
  body: {
    label: 'Body',
    hint: 'What words without a field search. Fastest with a text index on lower(body).',
    group: 'record',
    kinds: ALL,
    rule: text,
  },
  service: { label: 'Service', hint: '', group: 'record', kinds: ALL, rule: text },
  severity: {
    label: 'Severity',
    hint: 'A word such as ERROR or warn',
    group: 'record',
    kinds: RECORDS,
    rule: text,
  },
  severityNumber: {
    label: 'Severity number',
    hint: 'OpenTelemetry’s, 1 to 24',
    group: 'record',
    kinds: RECORDS,
    rule: wholeNumber,
  },
  traceId: { label: 'Trace id', hint: '', group: 'record', kinds: LINKED, rule: text },
  spanId: { label: 'Span id', hint: '', group: 'record', kinds: LINKED, rule: text },
  eventName: { label: 'Event name', hint: '', group: 'record', kinds: RECORDS, rule: text },
  attributes: { label: 'Attributes', hint: 'Map or JSON', group: 'attributes', kinds: ALL, rule: pairs },
  resource: {
    label: 'Resource attributes',
    hint: 'Map or JSON',
    group: 'attributes',
    kinds: ALL,
    rule: pairs,
  },
  scope: { label: 'Scope attributes', hint: 'Map or JSON', group: 'attributes', kinds: ALL, rule: pairs },
  scopeName: { label: 'Scope name', hint: '', group: 'attributes', kinds: ALL, rule: text },
  scopeVersion: { label: 'Scope version', hint: '', group: 'attributes', kinds: ALL, rule: text },
  spanName: { label: 'Span name', hint: '', group: 'span', kinds: ['trace'], rule: text },
  spanKind: { label: 'Span kind', hint: '', group: 'span', kinds: ['trace'], rule: text },
  parentSpanId: { label: 'Parent span id', hint: '', group: 'span', kinds: ['trace'], rule: text },
  statusCode: { label: 'Status', hint: 'Unset, Ok or Error', group: 'span', kinds: ['trace'], rule: text },
  statusMessage: { label: 'Status message', hint: '', group: 'span', kinds: ['trace'], rule: text },
  duration: { label: 'Duration', hint: '', group: 'span', kinds: ['trace'], rule: number },
  sessionId: { label: 'Session id', hint: '', group: 'span', kinds: ['session'], rule: text },
  filter: {
    label: 'Filter',
    hint: 'A condition that holds for every row of the source',
    group: 'table',
    kinds: ALL,
    rule: condition,
  },
  rowId: {
    label: 'Row id',
    hint: 'Tells rows of one timestamp apart. Empty: a hash of all columns, which costs more to read.',
    group: 'table',
    kinds: ALL,
    rule: id,
  },
};

/** Names of all expressions, in the order of the form. */
export const EXPRESSION_NAMES = Object.keys(EXPRESSIONS) as readonly ExpressionName[];
