// Search tree to SQL conditions that the text index on lower(body) can answer.
import { AppError } from '#app/lib/core/errors.ts';
import { and, type Fragment, param, sql, str } from '#app/lib/sql/sql.ts';
import { type PhraseNode, parseSearch, type SearchTree, type WordNode } from './simple-parse.ts';

/**
 * Search text as one condition over a body expression.
 * Throws `bad_request` with the position of the first mistake.
 */
export function compileSearch(text: string, body: Fragment): Fragment {
  const { tree, diagnostics } = parseSearch(text);
  const first = diagnostics[0];
  if (first) throw new AppError('bad_request', first.message, { position: first.position });
  return compileTree(tree, body);
}

/** Each phrase is a condition of its own, whose planning costs ClickHouse time; a pasted page is not a search. */
const MOST_PHRASES = 32;
/** What ClickHouse's hasAllTokens takes. */
const MOST_TOKENS = 64;

function compileTree(tree: SearchTree, body: Fragment): Fragment {
  const words = tree.terms.filter((term) => term.kind === 'word');
  const phrases = tree.terms.filter((term) => term.kind === 'phrase');
  refuseTooMany(words, MOST_TOKENS, 'words');
  refuseTooMany(phrases, MOST_PHRASES, 'phrases');
  return and([
    ...allWords([...new Set(words.map((term) => lowerAscii(term.value)))], body),
    ...phrases.map((term) => phrase(term, body)),
  ]);
}

function refuseTooMany(terms: readonly (WordNode | PhraseNode)[], most: number, what: string): void {
  const first = terms[most];
  if (first)
    throw new AppError('bad_request', `A search takes at most ${most} ${what}.`, {
      position: { from: first.position.from, to: terms.at(-1)?.position.to ?? first.position.to },
      hint: 'Put text that belongs together in quotes.',
    });
}

/** One condition for all of them: ClickHouse's planning takes time that grows with the square of the conditions. */
function allWords(words: readonly string[], body: Fragment): Fragment[] {
  const [first, ...others] = words;
  if (first === undefined) return [];
  if (others.length === 0) return [sql`hasToken(lower(${body}), ${str(first)})`];
  return [sql`hasAllTokens(lower(${body}), ${param('Array(String)', words)})`];
}

/** The inner words of a phrase are whole tokens, so the index finds the candidates; LIKE then verifies the text. */
function phrase(node: PhraseNode, body: Fragment): Fragment {
  const text = lowerAscii(node.value);
  const like = sql`lower(${body}) LIKE ${str(`%${escapeLike(text)}%`)}`;
  // A few of them find the candidates; LIKE alone decides.
  const inner = innerTokens(text).slice(0, MOST_TOKENS);
  if (inner.length === 0) return like;
  return sql`hasAllTokens(lower(${body}), ${param('Array(String)', inner)}) AND ${like}`;
}

/** The tokens of a text that have a separator on both sides: the first and last may go on in the body. */
export function innerTokens(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/[A-Za-z0-9\u0080-\u{10ffff}]+/gu)) {
    const end = match.index + match[0].length;
    if (match.index > 0 && end < text.length) found.push(match[0]);
  }
  return [...new Set(found)];
}

/** ClickHouse's `lower` knows ASCII only, and so must we, or the two would disagree on other letters. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (char) => `\\${char}`);
}
