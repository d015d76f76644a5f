// Rewrites the few statements that only make sense on a server: query ids, and the handshake of the Go client.
import { isPunct, isWord, type Token, tokens } from './lexer.ts';

/** Separates a query's own tag from the id its client gave it. */
const SEPARATOR = '/';

/** The mark that a running query carries in the setting `log_comment`: unique, and readable as the client's id. */
export function queryTag(serial: number, queryId: string): string {
  return `${serial}${SEPARATOR}${queryId}`;
}

const TAG = "Settings['log_comment']";
const CLIENT_ID = `substring(${TAG}, position(${TAG}, '${SEPARATOR}') + 1)`;
const PROCESSES = `(SELECT * REPLACE (if(${TAG} = '', query_id, ${CLIENT_ID}) AS query_id, replaceRegexpOne(query, '\\\\nINTO OUTFILE \\'[^\\']*\\' APPEND FORMAT \\\\w+', '') AS query) FROM system.processes)`;

/**
 * The statement as the embedded engine should run it.
 *
 * - `system.processes` and `KILL QUERY` show and take the ids that clients gave, though the engine makes its own.
 * - The Go client's first query hears revision 0, so that it reads the plain Native blocks which the engine writes.
 */
export function adaptStatement(text: string): string {
  if (!/processes|\bkill\b|displayname/i.test(text)) return text;
  const all = [...tokens(text)];
  const isKill = isWord(all[0], 'KILL') && isWord(all[1], 'QUERY');
  const isHandshake = all.some((token) => isWord(token, 'DISPLAYNAME'));
  let result = '';
  let at = 0;
  const replace = (first: Token, last: Token, by: string) => {
    result += text.slice(at, first.from) + by;
    at = last.to;
  };
  all.forEach((token, index) => {
    const [second, third, fourth] = [all[index + 1], all[index + 2], all[index + 3]];
    if (isKill && names(token, 'query_id') && !isPunct(second, '(')) replace(token, token, CLIENT_ID);
    if (isHandshake && isWord(token, 'REVISION') && isPunct(second, '(') && isPunct(third, ')')) {
      if (third) replace(token, third, 'toUInt32(0) AS `revision()`');
    }
    if (
      names(token, 'system') &&
      isPunct(second, '.') &&
      names(third, 'processes') &&
      !isPunct(fourth, '.')
    ) {
      if (third) replace(token, third, PROCESSES);
    }
  });
  return result + text.slice(at);
}

function names(token: Token | undefined, name: string): boolean {
  return token?.text === name || token?.text === `\`${name}\`` || token?.text === `"${name}"`;
}
