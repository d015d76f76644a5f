// SQL in the box: colours, and the columns of the source as suggestions. Its own chunk: few searches are SQL.
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { SQLDialect, sql } from '@codemirror/lang-sql';
import { bracketMatching } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { type CompletionField, rankFields } from '#app/lib/search/completion-rank.ts';
import { suggestions } from './suggest.ts';

/** ClickHouse as far as colours go. */
export const clickhouse = SQLDialect.define({
  keywords:
    'select from where prewhere group by having order limit offset with as and or not in is null between like ilike ' +
    'distinct case when then else end asc desc interval union all join left right inner outer full cross any asof semi anti ' +
    'on using array sample final settings format global if exists over partition rows range window qualify fill totals ' +
    'rollup cube ties nulls first last collate true false',
  types:
    'string fixedstring int8 int16 int32 int64 int128 int256 uint8 uint16 uint32 uint64 uint128 uint256 float32 float64 ' +
    'decimal bool date date32 datetime datetime64 uuid ipv4 ipv6 enum8 enum16 lowcardinality nullable map tuple array json',
  operatorChars: '*+-%<>!=~/|?:',
  backslashEscapes: true,
  doubleQuotedStrings: false,
  identifierQuotes: '"`',
  hashComments: false,
  caseInsensitiveIdentifiers: false,
});

const MOST = 50;

/** A WHERE condition. */
export function sqlCondition(fields: () => readonly CompletionField[]): Extension {
  const source = (context: CompletionContext): CompletionResult | null => {
    // A name, and the key of a map that is being written: `SpanAttributes['http`.
    const word = context.matchBefore(/[\w.]*(?:\['[^'\]]*)?/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const options = rankFields(fields(), word.text, MOST).map(({ field }) => ({
      label: field.name,
      type: 'column',
      detail: field.type,
    }));
    return options.length === 0 ? null : { from: word.from, options, filter: false };
  };
  return [sql({ dialect: clickhouse }).language, bracketMatching(), suggestions(source)];
}
