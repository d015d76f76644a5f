// Which fields and operators to suggest for what has been typed, the likeliest first.

/** A field that can be suggested. */
export interface CompletionField {
  readonly name: string;
  /** Shown as it is: `text`, `number`, `duration`, `time` … */
  readonly type: string;
  /** Where it is: `attributes`, `resource`, `scope`, or absent for a field of the source itself. */
  readonly scope?: string;
  /** Other names that mean it. */
  readonly aliases?: readonly string[];
  /** Rows that have it. */
  readonly count?: number;
}

export interface RankedField {
  readonly field: CompletionField;
  /** The alias that was typed, when the name itself does not match. */
  readonly alias?: string;
}

/**
 * The fields that match, ignoring case: those that begin so, then those of which a part behind a dot does, then those
 * that have it anywhere; by count within each, then in the order given.
 */
export function rankFields(fields: readonly CompletionField[], prefix: string, limit: number): RankedField[] {
  const typed = prefix.toLowerCase();
  return fields
    .flatMap((field) => {
      const own = closeness(field.name, typed);
      const alias = field.aliases?.find((name) => closeness(name, typed) < own);
      const rank = alias === undefined ? own : closeness(alias, typed);
      return rank === FAR ? [] : [{ field, rank, ...(alias !== undefined && { alias }) }];
    })
    .sort((a, b) => a.rank - b.rank || (b.field.count ?? 0) - (a.field.count ?? 0))
    .slice(0, limit)
    .map(({ rank: _, ...it }) => it);
}

const FAR = 4;

function closeness(name: string, typed: string): number {
  const lower = name.toLowerCase();
  if (lower === typed) return 0;
  if (lower.startsWith(typed)) return 1;
  const at = lower.indexOf(typed);
  if (at < 0) return FAR;
  return /[._/-]/.test(lower.charAt(at - 1)) ? 2 : 3;
}

/** Values that match, ignoring case: the very value, then those that begin so, then the others, each in the order given. */
export function rankValues<T extends { readonly value: string }>(values: readonly T[], prefix: string): T[] {
  const typed = prefix.toLowerCase();
  const rank = ({ value }: T) => Math.min(closeness(value, typed), 2);
  return values.filter((it) => closeness(it.value, typed) < FAR).sort((a, b) => rank(a) - rank(b));
}

/** The operators that begin with what was typed; they are words in capitals only. */
export function rankOperators(prefix: string): { readonly name: string; readonly detail: string }[] {
  return OPERATORS.filter(({ name }) => name.toLowerCase().startsWith(prefix.toLowerCase()));
}

const OPERATORS = [
  { name: 'AND', detail: 'both hold' },
  { name: 'OR', detail: 'one of them holds' },
  { name: 'NOT', detail: 'does not hold' },
];

/** What besides values can stand behind a field's colon, while nothing does yet. Comparisons need something to compare. */
export function otherConditions(type: string | undefined): readonly { name: string; detail: string }[] {
  const isOrdered = type === 'number' || type === 'duration' || type === 'time';
  return isOrdered ? [...COMPARISONS, EXISTS] : [EXISTS];
}

const EXISTS = { name: '*', detail: 'is there' };

const COMPARISONS = [
  { name: '>', detail: 'more than' },
  { name: '>=', detail: 'at least' },
  { name: '<', detail: 'less than' },
  { name: '<=', detail: 'at most' },
];

/** The type of a field by one of its names. */
export function fieldType(fields: readonly CompletionField[], name: string): string | undefined {
  return fields.find((field) => field.name === name || field.aliases?.includes(name))?.type;
}
