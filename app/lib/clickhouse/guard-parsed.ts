// What the engine's parser makes of a text depends on the text alone, so it is remembered for a minute: a page of a search,
// its histogram and its facets are about the same condition. What is checked in it is checked each time.
import { type Fragment, render } from '#app/lib/sql/sql.ts';
import type { ClickHouse } from './client.server.ts';
import type { TreeNode } from './guard-tree.ts';

/** The parser's own forms of the text, and its tree with the names of all that is called and read. */
export interface Parsed {
  readonly forms: readonly string[];
  readonly tree: TreeNode;
}

/** Functions that an operator makes out of SQL are put in place by the parser; a new one is known after this. */
const MAX_AGE_MS = 60_000;
const MOST_TEXTS = 200;
const LONGEST_TEXT = 10_000;

const remembered = new WeakMap<ClickHouse, Map<string, { readonly parsed: Parsed; readonly at: number }>>();

/** What was remembered of a statement that was sent to this server with this database; undefined when nothing was. */
export function parsedBefore(clickhouse: ClickHouse, key: string): Parsed | undefined {
  const found = remembered.get(clickhouse)?.get(key);
  return found && performance.now() - found.at < MAX_AGE_MS ? found.parsed : undefined;
}

export function rememberParsed(clickhouse: ClickHouse, key: string, parsed: Parsed): void {
  if (key.length > LONGEST_TEXT) return;
  const texts = remembered.get(clickhouse) ?? new Map();
  remembered.set(clickhouse, texts);
  texts.delete(key);
  texts.set(key, { parsed, at: performance.now() });
  const [oldest] = texts.keys();
  if (texts.size > MOST_TEXTS) texts.delete(oldest);
}

/** Names what somebody typed in a statement made of it, its parameters included: names of tables may be among them. */
export function parsedKey(typed: string, statement: Fragment, database: string): string {
  const { text, params } = render(statement);
  return JSON.stringify([typed, database, text, params], (_, value) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}
