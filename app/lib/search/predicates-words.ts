// Words, phrases and wildcards about the body: conditions on `lower(body)`, which its text index answers when there is one.
import { type Fragment, param, sql, str } from '#app/lib/sql/sql.ts';
import type { Source } from '#app/lib/telemetry/source.ts';
import type { Pattern, TextMatch } from './ast.ts';
import { readType } from './field-types.ts';
import { bareTextSql } from './field-values.ts';
import { foldCase, foldedSql, hasForeignCase, spellingsInLower } from './predicates-case.ts';
import { allOf } from './predicates-combine.ts';
import { tokenIndex } from './predicates-indexes.ts';
import { escapeLike, escapeRegex, likePattern, lowerAscii } from './predicates-patterns.ts';

/** What ClickHouse's splitByNonAlpha keeps together: ASCII letters and digits, and every byte beyond ASCII. */
const TOKEN_CHARS = '0-9A-Za-z\\x{80}-\\x{10FFFF}';
const TOKENS = /[A-Za-z0-9\u0080-\u{10ffff}]+/gu;
const ONE_TOKEN = /^[A-Za-z0-9\u0080-\u{10ffff}]+$/u;

/** Ways to write one word that are all looked up, and those of all the words of a search. */
const MOST_SPELLINGS = 512;
const MOST_SPELLINGS_IN_ALL = 1024;

/** What words are searched in. */
export interface BodyText {
  /** The body in lower case as far as it is ASCII: the expression that its indexes are on. */
  readonly lower: Fragment;
  /** The body as `foldCase` has it, to be compared with these texts. */
  readonly folded: (wanted: readonly string[]) => Fragment;
  /** All ways to write a folded word, for the index; undefined when they are too many, alone or with those before. */
  readonly spellings: (word: string) => string[] | undefined;
  readonly nullable: boolean;
  /** Whether a text index has the tokens in a dictionary, in which LIKE finds parts of tokens. */
  readonly hasDictionary: boolean;
}

/** Undefined without a body. */
export function bodyText(source: Source): BodyText | undefined {
  if (!source.body) return undefined;
  const type = readType(source.body.type);
  const text = bareTextSql(source.body.expression, type);
  let left = MOST_SPELLINGS_IN_ALL;
  return {
    lower: sql`lower(${text})`,
    folded: (wanted) => foldedSql(text, wanted),
    spellings(word) {
      const found = spellingsInLower(word, Math.min(left, MOST_SPELLINGS));
      left -= found?.length ?? 0;
      return found;
    },
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
  /** Words to look for in the folded body. */
  readonly folded: readonly string[];
  readonly verify: Fragment | undefined;
}

/** A text term in parts, so that the tokens of several terms become one condition. */
export function textParts(match: TextMatch, body: BodyText): TextParts {
  switch (match.kind) {
    case 'word': {
      const { value } = match;
      if (!ONE_TOKEN.test(value)) return textParts({ kind: 'substring', value }, body);
      if (!hasForeignCase(value)) return { words: [lowerAscii(value)], folded: [], verify: undefined };
      const word = foldCase(value);
      const spellings = body.spellings(word);
      if (spellings) return { words: [], folded: [], verify: hasAnyWord(body.lower, spellings) };
      return { words: [], folded: [word], verify: undefined };
    }
    case 'substring':
      return substringParts(match.value, body);
    case 'prefix':
      return wildcardParts([{ kind: 'text', value: match.value }, { kind: 'any' }], body);
    case 'wildcard':
      return wildcardParts(match.pattern, body);
  }
}

/** The words of a search as they are looked up: in `lower` where possible, else in the folded body; the rest are none. */
export function anyWordParts(words: readonly string[], body: BodyText) {
  const inLower = new Set<string>();
  const folded = new Set<string>();
  for (const word of words) {
    if (!hasForeignCase(word)) inLower.add(lowerAscii(word));
    else {
      const spellings = body.spellings(foldCase(word));
      if (spellings) for (const one of spellings) inLower.add(one);
      else folded.add(foldCase(word));
    }
  }
  return { inLower: [...inLower], folded: [...folded] };
}

/** Whether a word can be looked up as a token. */
export function isOneToken(word: string): boolean {
  return ONE_TOKEN.test(word);
}

/** Texts as they are compared: those with letters beyond ASCII in another way than the rest. */
export function comparedTexts(texts: readonly string[]): { inLower: string[]; folded: string[] } {
  const { yes: folded = [], no: inLower = [] } = Object.groupBy(texts, (text) =>
    hasForeignCase(text) ? 'yes' : 'no',
  );
  return {
    inLower: [...new Set(inLower.map(lowerAscii))],
    folded: [...new Set(folded.map(foldCase))],
  };
}

function substringParts(value: string, body: BodyText): TextParts {
  if (hasForeignCase(value)) {
    const text = foldCase(value);
    const like = sql`${body.folded([text])} LIKE ${str(`%${escapeLike(text)}%`)}`;
    return {
      words: [],
      folded: [],
      verify: allOf([...foldedCandidates([undefined, text, undefined], body), like]),
    };
  }
  const text = lowerAscii(value);
  const words = wholeTokens([undefined, text, undefined]);
  const like = sql`${body.lower} LIKE ${str(`%${escapeLike(text)}%`)}`;
  const verify = allOf([...(words.length > 0 ? [] : fragments([text], body)), like]);
  return { words, folded: [], verify };
}

/** For a text with letters beyond ASCII: one of its tokens, or a piece of one, that the index can look up. */
function foldedCandidates(texts: readonly (string | undefined)[], body: BodyText): Fragment[] {
  const words = wholeTokens(texts);
  const plain = words.filter((word) => /^[a-z0-9]+$/.test(word) && spellingsInLower(word, 1));
  if (plain.length > 0) return [hasAllWords(body.lower, plain)];
  // Few letters have few spellings, and a long word is rarer than a short one: the longest that is not too long.
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    const spellings = body.spellings(word);
    if (spellings) return [hasAnyWord(body.lower, spellings)];
  }
  return fragments(texts, body, FOLDED_FRAGMENT);
}

/** LIKE finds the candidates; the expression then minds where tokens begin and end. */
function wildcardParts(typed: Pattern, body: BodyText): TextParts {
  const isFolded = typed.some((part) => part.kind === 'text' && hasForeignCase(part.value));
  const fold = isFolded ? foldCase : lowerAscii;
  const pattern = typed.map((part) => (part.kind === 'text' ? { ...part, value: fold(part.value) } : part));
  const isToken = pattern.every((part) => part.kind !== 'text' || ONE_TOKEN.test(part.value));
  const inner = trimmed(pattern);
  const one = isToken ? `[${TOKEN_CHARS}]` : '[^\\t\\n\\v\\f\\r ]';
  const expression = (isToken ? pattern : inner)
    .map((part) => (part.kind === 'text' ? escapeRegex(part.value) : part.kind === 'any' ? `${one}*` : one))
    .join('');
  const regex = isToken ? `(?:^|[^${TOKEN_CHARS}])${expression}(?:$|[^${TOKEN_CHARS}])` : expression;
  const texts = literals(inner);
  const anchored = [undefined, ...texts, undefined];
  const words = isToken || isFolded ? [] : wholeTokens(anchored);
  const candidates = isFolded
    ? isToken
      ? fragments(texts, body, FOLDED_FRAGMENT)
      : foldedCandidates(anchored, body)
    : words.length > 0
      ? []
      : fragments(texts, body);
  const subject = isFolded ? body.folded(texts.filter((text) => text !== undefined)) : body.lower;
  return {
    words,
    folded: [],
    verify: allOf([
      ...candidates,
      sql`${subject} LIKE ${str(`%${likePattern(inner)}%`)}`,
      sql`match(${subject}, ${str(regex)})`,
    ]),
  };
}

/** The least that the engine looks up in the dictionary. */
const FRAGMENT = /[a-z0-9]{4,}/g;
/** The same in a folded text: `i`, `k` and `s` are also what other letters are folded to, or a part of it. */
const FOLDED_FRAGMENT = /[a-hjl-rt-z0-9]{4,}/g;

/** The longest piece of a token, which the dictionary finds, when the texts together are more than that. */
function fragments(
  texts: readonly (string | undefined)[],
  { lower, hasDictionary }: BodyText,
  piece = FRAGMENT,
): Fragment[] {
  const longest = longestFragment(texts, piece);
  if (!hasDictionary || longest === undefined || (texts.length === 1 && texts[0] === longest)) return [];
  return [sql`${lower} LIKE ${str(`%${longest}%`)}`];
}

function longestFragment(texts: readonly (string | undefined)[], piece = FRAGMENT): string | undefined {
  const found = texts.flatMap((text) => text?.match(piece) ?? []);
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
  return pattern.map((part) => (part.kind === 'text' ? part.value : undefined));
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
