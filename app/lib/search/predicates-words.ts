// Words, phrases and wildcards about the body: conditions on `lower(body)`, which its text index answers when there is one.
import { type Fragment, param, sql, str } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { Pattern, TextMatch } from './ast.ts';
import { readType } from './field-types.ts';
import { bareTextSql } from './field-values.ts';
import { allOf } from './predicates-combine.ts';
import { hasTokenIndex } from './predicates-indexes.ts';
import { escapeLike, escapeRegex, likePattern, lowerAscii } from './predicates-patterns.ts';

/** What ClickHouse's splitByNonAlpha keeps together: ASCII letters and digits, and every byte beyond ASCII. */
const TOKEN_CHARS = '0-9A-Za-z\\x{80}-\\x{10FFFF}';
const TOKENS = /[A-Za-z0-9\u0080-\u{10ffff}]+/gu;
const ONE_TOKEN = /^[A-Za-z0-9\u0080-\u{10ffff}]+$/u;

/** The expression that the body's indexes are on, and whether it can be NULL. Undefined without a body. */
export function bodyText(
  source: Source,
): { readonly lower: Fragment; readonly nullable: boolean } | undefined {
  if (!source.body) return undefined;
  const type = readType(source.body.type);
  return { lower: sql`lower(${bareTextSql(source.body.expression, type)})`, nullable: type.nullable };
}

/** One condition for all of them: ClickHouse's planning takes time that grows with the square of the conditions. */
export function hasAllWords(lower: Fragment, words: readonly string[]): Fragment {
  const [word] = words;
  if (words.length === 1 && word !== undefined) return sql`hasToken(${lower}, ${str(word)})`;
  return sql`hasAllTokens(${lower}, ${param('Array(String)', words)})`;
}

export function hasAnyWord(lower: Fragment, words: readonly string[]): Fragment {
  const [word] = words;
  if (words.length === 1 && word !== undefined) return sql`hasToken(${lower}, ${str(word)})`;
  return sql`hasAnyTokens(${lower}, ${param('Array(String)', words)})`;
}

/** What a text term asks for: tokens that must all be there, and a condition that verifies the rest. */
export interface TextParts {
  readonly words: readonly string[];
  readonly verify: Fragment | undefined;
}

/** A text term in parts, so that the tokens of several terms become one condition. */
export function textParts(match: TextMatch, lower: Fragment): TextParts {
  switch (match.kind) {
    case 'word':
      return ONE_TOKEN.test(match.value)
        ? { words: [lowerAscii(match.value)], verify: undefined }
        : textParts({ kind: 'substring', value: match.value }, lower);
    case 'substring': {
      const text = lowerAscii(match.value);
      return {
        words: wholeTokens([undefined, text, undefined]),
        verify: sql`${lower} LIKE ${str(`%${escapeLike(text)}%`)}`,
      };
    }
    case 'prefix':
      return wildcardParts([{ kind: 'text', value: match.value }, { kind: 'any' }], lower);
    case 'wildcard':
      return wildcardParts(match.pattern, lower);
  }
}

/** LIKE finds the candidates by the index's dictionary; the expression then minds where tokens begin and end. */
function wildcardParts(pattern: Pattern, lower: Fragment): TextParts {
  const isToken = pattern.every((part) => part.kind !== 'text' || ONE_TOKEN.test(part.value));
  const inner = isToken ? pattern : trimmed(pattern);
  const like = sql`${lower} LIKE ${str(`%${likePattern(inner, lowerAscii)}%`)}`;
  const one = isToken ? `[${TOKEN_CHARS}]` : '[^\\t\\n\\v\\f\\r ]';
  const body = inner
    .map((part) =>
      part.kind === 'text' ? escapeRegex(lowerAscii(part.value)) : part.kind === 'any' ? `${one}*` : one,
    )
    .join('');
  const regex = isToken ? `(?:^|[^${TOKEN_CHARS}])${body}(?:$|[^${TOKEN_CHARS}])` : body;
  return {
    words: isToken ? [] : wholeTokens([undefined, ...literals(inner), undefined]),
    verify: allOf([like, sql`match(${lower}, ${str(regex)})`]),
  };
}

/** Runs at the ends of contiguous text may be empty, so they say nothing. */
function trimmed(pattern: Pattern): Pattern {
  let from = 0;
  let to = pattern.length;
  while (from < to && pattern[from]?.kind === 'any') from += 1;
  while (to > from && pattern[to - 1]?.kind === 'any') to -= 1;
  return pattern.slice(from, to);
}

/** The texts of a pattern, undefined for wildcards. */
function literals(pattern: Pattern): (string | undefined)[] {
  return pattern.map((part) => (part.kind === 'text' ? lowerAscii(part.value) : undefined));
}

/**
 * The tokens that a text with these parts surely has: those with no wildcard (undefined) right beside them.
 * An anchored text has no undefined at its ends.
 */
export function wholeTokens(parts: readonly (string | undefined)[]): string[] {
  const found = new Set<string>();
  parts.forEach((part, index) => {
    if (part === undefined) return;
    const openBefore = index > 0;
    const openAfter = index < parts.length - 1;
    for (const match of part.matchAll(TOKENS)) {
      const end = match.index + match[0].length;
      if ((match.index > 0 || !openBefore) && (end < part.length || !openAfter)) found.add(match[0]);
    }
  });
  return [...found];
}

/** For conditions on the body as a field: its tokens, when an index can look them up. */
export function bodyCandidates(source: Source, parts: readonly (string | undefined)[]): Fragment[] {
  const body = bodyText(source);
  if (!body || !hasTokenIndex(source)) return [];
  const words = wholeTokens(parts.map((part) => part && lowerAscii(part)));
  return words.length === 0 ? [] : [hasAllWords(body.lower, words.slice(0, MOST_CANDIDATES))];
}

/** A few of them find the candidates; the condition itself decides. */
export const MOST_CANDIDATES = 64;
