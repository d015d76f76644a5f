// `field:…` to SQL: which kind of place the field is kept in decides how its values are compared.
import type { Position } from '#app/lib/core/errors.ts';
import { type Fragment, sql, str } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { ValueMatch } from './ast.ts';
import { decided, decidedByIndex, type Entry, entriesExist } from './field-attributes.ts';
import type { ResolvedField } from './fields.ts';
import { readComparisons } from './predicates-bounds.ts';
import { columnEqualsAnyOf, columnMatches } from './predicates-columns.ts';
import { type Predicate, sure } from './predicates-combine.ts';
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
      return sure(decidedByIndex(storage.entries, (entry) => entry.equalsAnyOf(values)));
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

function entriesMatch(entries: readonly Entry[], match: Exclude<ValueMatch, { kind: 'equals' }>): Fragment {
  switch (match.kind) {
    case 'exists':
      return entriesExist(entries);
    case 'wildcard': {
      const like = str(likePattern(match.pattern));
      return decided(entries, ({ text }) => sql`${text} LIKE ${like}`);
    }
    case 'regex':
      // A missing key reads as an empty text, which the expression may match.
      return decided(entries, ({ text, has }) => sql`${has} AND match(${text}, ${str(match.pattern)})`);
    case 'compare':
    case 'range': {
      const comparisons = readComparisons(match);
      if (comparisons.length === 0) return entriesExist(entries);
      return decided(entries, ({ text }) => textCompare(text, comparisons));
    }
  }
}
