// Words, phrases and wildcards about the body: conditions on `lower(body)`, which its text index answers when there is one.
import { type Fragment, param, sql, str } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { Pattern, TextMatch } from './ast.ts';
import { readType } from './field-types.ts';
import { bareTextSql } from './field-values.ts';
import { allOf, anyOf } from './predicates-combine.ts';
import { tokenIndex } from './predicates-indexes.ts';
import { escapeLike, escapeRegex, likePattern, lowerAscii } from './predicates-patterns.ts';

/** What ClickHouse's splitByNonAlpha keeps together: ASCII letters and digits, and every byte beyond ASCII. */
const TOKEN_CHARS = '0-9A-Za-z\\x{80}-\\x{10FFFF}';
const TOKENS = /[A-Za-z0-9\u0080-\u{10ffff}]+/gu;
const ONE_TOKEN = /^[A-Za-z0-9\u0080-\u{10ffff}]+$/u;

/** What words are searched in. */
export interface BodyText {
  /** The body in lower case: the expression that its indexes are on. */
  readonly lower: Fragment;
  readonly nullable: boolean;
  /** Whether a text index has the tokens in a dictionary, in which LIKE finds parts of tokens. */
  readonly hasDictionary: boolean;
}

/** Undefined without a body. */
export function bodyText(source: Source): BodyText | undefined {
  if (!source.body) return undefined;
  const type = readType(source.body.type);
  return {
    lower: sql`lower(${bareTextSql(source.body.expression, type)})`,
    nullable: type.nullable,
    hasDictionary: tokenIndex(source) === 'text',
  };
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
export function textParts(match: TextMatch, body: BodyText): TextParts {
  if (match.kind === 'word') {
    const forms = wordForms(match.value);
    if (!forms) return textParts({ kind: 'substring', value: match.value }, body);
    return forms.length === 1
      ? { words: forms, verify: undefined }
      : { words: [], verify: hasAnyWord(body.lower, forms) };
  }
  const parts = matchForms(match).map((form) => formParts(form, body));
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const verify = anyOf(
    parts.map((form) =>
      allOf([
        ...(form.words.length > 0 ? [hasAllWords(body.lower, form.words)] : []),
        ...(form.verify ? [form.verify] : []),
      ]),
    ),
  );
  return { words: [], verify };
}

/** The forms in which a word is looked up; undefined when it is not one token. */
export function wordForms(word: string): string[] | undefined {
  return ONE_TOKEN.test(word) ? caseForms(word) : undefined;
}

/** The forms in which a text is looked up. */
export function caseForms(text: string): string[] {
  return [...new Set(CASES.map((change) => lowerAscii(change(text))))];
}

/**
 * The index, and so `lower`, folds ASCII only. Other letters are looked up as they were typed, in lower case, in capitals, and
 * with a capital at the beginning: all ways in which people write, without reading every body.
 */
const CASES: readonly ((text: string, index?: number) => string)[] = [
  (text) => text,
  (text) => text.toLowerCase(),
  (text) => text.toUpperCase(),
  (text, index = 0) => {
    const [first = ''] = index === 0 ? text : [''];
    return first.toUpperCase() + text.slice(first.length).toLowerCase();
  },
];

type PartMatch = Exclude<TextMatch, { kind: 'word' }>;

function matchForms(match: PartMatch): PartMatch[] {
  if (match.kind !== 'wildcard') return caseForms(match.value).map((value) => ({ ...match, value }));
  const forms = CASES.map(
    (change): PartMatch => ({
      kind: 'wildcard',
      pattern: match.pattern.map((part, index) =>
        part.kind === 'text' ? { kind: 'text', value: lowerAscii(change(part.value, index)) } : part,
      ),
    }),
  );
  return [...new Map(forms.map((form) => [JSON.stringify(form), form])).values()];
}

/** One form of a term; its texts have no capitals of ASCII left. */
function formParts(match: PartMatch, body: BodyText): TextParts {
  switch (match.kind) {
    case 'substring': {
      const words = wholeTokens([undefined, match.value, undefined]);
      const like = sql`${body.lower} LIKE ${str(`%${escapeLike(match.value)}%`)}`;
      return { words, verify: allOf([...(words.length > 0 ? [] : fragments([match.value], body)), like]) };
    }
    case 'prefix':
      return wildcardParts([{ kind: 'text', value: match.value }, { kind: 'any' }], body);
    case 'wildcard':
      return wildcardParts(match.pattern, body);
  }
}

/** LIKE finds the candidates; the expression then minds where tokens begin and end. */
function wildcardParts(pattern: Pattern, body: BodyText): TextParts {
  const { lower } = body;
  const isToken = pattern.every((part) => part.kind !== 'text' || ONE_TOKEN.test(part.value));
  const inner = trimmed(pattern);
  const one = isToken ? `[${TOKEN_CHARS}]` : '[^\\t\\n\\v\\f\\r ]';
  const expression = (isToken ? pattern : inner)
    .map((part) =>
      part.kind === 'text' ? escapeRegex(lowerAscii(part.value)) : part.kind === 'any' ? `${one}*` : one,
    )
    .join('');
  const regex = isToken ? `(?:^|[^${TOKEN_CHARS}])${expression}(?:$|[^${TOKEN_CHARS}])` : expression;
  const texts = literals(inner);
  const words = isToken ? [] : wholeTokens([undefined, ...texts, undefined]);
  return {
    words,
    verify: allOf([
      ...(words.length > 0 ? [] : fragments(texts, body)),
      sql`${lower} LIKE ${str(`%${likePattern(inner, lowerAscii)}%`)}`,
      sql`match(${lower}, ${str(regex)})`,
    ]),
  };
}

/** The least that the engine looks up in the dictionary. */
const FRAGMENT = /[a-z0-9]{4,}/g;

/** The longest piece of a token, which the dictionary finds, when the texts together are more than that. */
function fragments(texts: readonly (string | undefined)[], { lower, hasDictionary }: BodyText): Fragment[] {
  const longest = longestFragment(texts);
  if (!hasDictionary || longest === undefined || (texts.length === 1 && texts[0] === longest)) return [];
  return [sql`${lower} LIKE ${str(`%${longest}%`)}`];
}

function longestFragment(texts: readonly (string | undefined)[]): string | undefined {
  const found = texts.flatMap((text) => text?.match(FRAGMENT) ?? []);
  return found.reduce<string | undefined>(
    (best, next) => (next.length > (best?.length ?? 0) ? next : best),
    undefined,
  );
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

/**
 * For conditions on the body as a field: what the body surely has and its index can look up. Texts with undefined for
 * whatever is between them, as in `wholeTokens`.
 */
export function bodyCandidates(source: Source, parts: readonly (string | undefined)[]): Fragment[] {
  const body = bodyText(source);
  if (!body || tokenIndex(source) === undefined) return [];
  const texts = parts.map((part) => part && lowerAscii(part));
  const words = wholeTokens(texts);
  if (words.length > 0) return [hasAllWords(body.lower, words.slice(0, MOST_CANDIDATES))];
  const longest = body.hasDictionary ? longestFragment(texts) : undefined;
  return longest === undefined ? [] : [sql`${body.lower} LIKE ${str(`%${longest}%`)}`];
}

/** A few of them find the candidates; the condition itself decides. */
const MOST_CANDIDATES = 64;
