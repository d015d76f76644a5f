// `field:…` to SQL: which kind of place the field is kept in decides how its values are compared.
import type { Position } from '#app/lib/core/errors.ts';
import { type Fragment, param, sql, str } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { Pattern, ValueMatch } from './ast.ts';
import { decided, type Entry, entriesHave, entriesText } from './field-attributes.ts';
import type { ResolvedField } from './fields.ts';
import { readComparisons } from './predicates-bounds.ts';
import { columnEqualsAnyOf, columnMatches } from './predicates-columns.ts';
import { allOf, anyOf, type Predicate, sure } from './predicates-combine.ts';
import { likePattern } from './predicates-patterns.ts';
import { levelIsAnyOf, levelMatches } from './predicates-severity.ts';
import { textCompare } from './predicates-texts.ts';

/** A value that was searched for, with its place for complaints. */
export interface Wanted {
  readonly value: string;
  readonly position: Position;
}

/** The field has one of the values. Throws `bad_request` for a value that the field cannot have. */
export function fieldEqualsAnyOf(field: ResolvedField, wanted: readonly Wanted[], source: Source): Predicate {
  const { storage } = field;
  const values = [...new Set(wanted.map(({ value }) => value))];
  switch (storage.kind) {
    case 'severity':
      return sure(levelIsAnyOf(storage, values));
    case 'entries':
      return sure(entriesEqual(storage.entries, values));
    case 'value':
      return columnEqualsAnyOf(field.name, storage, wanted, source);
  }
}

/** Any other match. Throws `bad_request` with the place of a bad bound. */
export function fieldMatches(
  field: ResolvedField,
  match: Exclude<ValueMatch, { kind: 'equals' }>,
  source: Source,
): Predicate {
  const { storage } = field;
  switch (storage.kind) {
    case 'severity':
      return sure(levelMatches(storage, match));
    case 'entries':
      return sure(entriesMatch(storage.entries, match));
    case 'value':
      return columnMatches(field, storage, match, source);
  }
}

/** A missing key reads as an empty text, so the empty value needs the key. */
function entriesEqual(entries: readonly Entry[], values: readonly string[]): Fragment {
  const full = values.filter((value) => value !== '');
  const conditions: Fragment[] = [];
  if (full.length > 0)
    conditions.push(
      decided(entries, ({ text, pairFilter }) =>
        allOf([...(pairFilter ? [pairFilter(full)] : []), isOneOf(text, full)]),
      ),
    );
  if (full.length < values.length)
    conditions.push(allOf([sql`${entriesText(entries)} = ''`, entriesHave(entries)]));
  return anyOf(conditions);
}

function entriesMatch(entries: readonly Entry[], match: Exclude<ValueMatch, { kind: 'equals' }>): Fragment {
  const text = entriesText(entries);
  switch (match.kind) {
    case 'exists':
      return anyOfEntries(entries, (entry) => sql`${entry.text} != ''`);
    case 'wildcard':
      return withKey(entries, [
        sql`${text} LIKE ${str(likePattern(match.pattern))}`,
        ...(matchesEmpty(match.pattern) ? [entriesHave(entries)] : []),
      ]);
    case 'regex':
      return withKey(entries, [sql`match(${text}, ${str(match.pattern)})`, entriesHave(entries)]);
    case 'compare':
    case 'range': {
      const comparisons = readComparisons(match);
      if (comparisons.length === 0) return anyOfEntries(entries, (entry) => sql`${entry.text} != ''`);
      return withKey(entries, [textCompare(text, comparisons)]);
    }
  }
}

function anyOfEntries(entries: readonly Entry[], condition: (entry: Entry) => Fragment): Fragment {
  return decided(entries, (entry) =>
    allOf([...(entry.keyFilter ? [entry.keyFilter] : []), condition(entry)]),
  );
}

/** With what an index on the keys can say beforehand, where all of the entries have one. */
function withKey(entries: readonly Entry[], conditions: readonly Fragment[]): Fragment {
  const filters = entries.flatMap(({ keyFilter }) => (keyFilter ? [keyFilter] : []));
  return allOf(filters.length === entries.length ? [anyOf(filters), ...conditions] : conditions);
}

function isOneOf(text: Fragment, values: readonly string[]): Fragment {
  const [value] = values;
  if (values.length === 1 && value !== undefined) return sql`${text} = ${str(value)}`;
  return sql`${text} IN ${param('Array(String)', values)}`;
}

function matchesEmpty(pattern: Pattern): boolean {
  return pattern.every((part) => part.kind === 'any');
}
