// Single terms of a search: words and phrases about the body, and values of fields.
import type { SyntaxNodeRef, TreeCursor } from '@lezer/common';
import type { Position } from '#app/lib/core/errors.ts';
import type { Bound, FieldNode, Pattern, TextMatch, TextNode, ValueMatch } from './ast.ts';
import * as terms from './grammar.terms.gen.ts';
import { type Problems, shortened } from './parse-problems.ts';
import { quote } from './print.ts';
import { endsInEscape, isToken, readPattern, unescapeText, wordKind } from './tokens-chars.ts';

/** A field as it is named in the text. */
export interface FieldName {
  readonly name: string;
  readonly position: Position;
}

/** A word or phrase outside of any field; undefined when it is so wrong that it says nothing. */
export function readText(
  node: SyntaxNodeRef,
  text: string,
  problems: Problems,
): TextNode | { readonly kind: 'all'; readonly position: Position } | undefined {
  const { from, to } = node;
  const raw = text.slice(from, to);
  const position = Object.freeze({ from, to });
  const id = node.type.id;
  if (id === terms.Phrase || id === terms.UnclosedPhrase) {
    const value = readPhrase(node, text, problems);
    if (value === '' && id === terms.Phrase)
      problems.add('There is nothing between the quotes.', position, '* finds every row.');
    if (value === '') return undefined;
    return Object.freeze({ kind: 'text', match: Object.freeze({ kind: 'substring', value }), position });
  }
  if (id === terms.NamelessField) {
    problems.add(
      'There is no field name before the colon.',
      { from, to: from + 1 },
      'Quote it to search for the text.',
    );
    return undefined;
  }
  checkWord(raw, position, problems);
  const match = textMatch(readPattern(raw, wordKind(raw)));
  if (!match) return Object.freeze({ kind: 'all', position });
  return Object.freeze({ kind: 'text', match, position });
}

/** How a bare word matches; undefined for `*`, which every row does. */
function textMatch(pattern: Pattern): TextMatch | undefined {
  const [first, second, third] = pattern;
  if (pattern.length === 1 && first?.kind === 'any') return undefined;
  if (pattern.length === 1 && first?.kind === 'text')
    return Object.freeze({ kind: isToken(first.value) ? 'word' : 'substring', value: first.value });
  if (pattern.length === 2 && first?.kind === 'text' && second?.kind === 'any' && isToken(first.value))
    return Object.freeze({ kind: 'prefix', value: first.value });
  if (pattern.length === 3 && first?.kind === 'any' && second?.kind === 'text' && third?.kind === 'any')
    return Object.freeze({ kind: 'substring', value: second.value });
  return Object.freeze({ kind: 'wildcard', pattern: freezePattern(pattern) });
}

const COMPARISON_AHEAD = /^[<>]=?(?:[-+]?\.?\d.*)?$/s;

function checkWord(raw: string, position: Position, problems: Problems): void {
  if (wordKind(raw) !== 'path') checkEscape(raw, position, problems);
  if (raw === '-') problems.loneMinus(position);
  else if (raw.startsWith('!='))
    problems.add(
      'There is no != operator.',
      position,
      'Write -field:value, or quote it to search for the text.',
    );
  else if (COMPARISON_AHEAD.test(raw))
    problems.add(
      'There is no field before the comparison.',
      position,
      'Write it without spaces: duration>5. To search for the text, quote it.',
    );
}

function checkEscape(raw: string, { to }: Position, problems: Problems): void {
  if (endsInEscape(raw))
    problems.add(
      'This \\ has nothing to escape.',
      { from: to - 1, to },
      'Write \\\\ for the character itself.',
    );
}

/** The text between quotes. */
function readPhrase({ from, to, type }: SyntaxNodeRef, text: string, problems: Problems): string {
  if (type.id === terms.Phrase) return unescapeText(text.slice(from + 1, to - 1));
  problems.add(
    'The quote is not closed.',
    { from, to },
    'Add the closing ", or write \\" for the character.',
  );
  return unescapeText(text.slice(from + 1, to));
}

/** Whether a wildcard stands right behind a closing quote. */
export function isGlued(text: string, { from, type }: SyntaxNodeRef): boolean {
  return (
    type.id === terms.WildWord &&
    /^"[*?]/.test(text.slice(from - 1, from + 1)) &&
    text.charAt(from - 2) !== '\\'
  );
}

/**
 * A value of a field. `position` is that of the whole term, when it is more than the value. Undefined when the value is so
 * wrong that it says nothing.
 */
export function readValue(
  cursor: TreeCursor,
  text: string,
  field: FieldName,
  position: Position | undefined,
  problems: Problems,
): FieldNode | undefined {
  const whole = position ?? Object.freeze({ from: cursor.from, to: cursor.to });
  const match = valueMatch(cursor, text, field, whole, problems);
  if (!match) return undefined;
  return Object.freeze({
    kind: 'field',
    field: field.name,
    fieldPosition: field.position,
    match: Object.freeze(match),
    position: whole,
  });
}

function valueMatch(
  cursor: TreeCursor,
  text: string,
  field: FieldName,
  whole: Position,
  problems: Problems,
): ValueMatch | undefined {
  const position = Object.freeze({ from: cursor.from, to: cursor.to });
  const raw = text.slice(cursor.from, cursor.to);
  switch (cursor.type.id) {
    case terms.Phrase:
    case terms.UnclosedPhrase:
      return { kind: 'equals', value: readPhrase(cursor, text, problems) };
    case terms.Regex:
      return {
        kind: 'regex',
        pattern: raw.slice(1, -1).replace(/\\(\/)|\\[^/]/g, (all, slash) => slash ?? all),
        position,
      };
    case terms.BadRegex:
      regexProblem(raw, position, field.name, problems);
      return undefined;
    case terms.Comparison:
      return comparison(cursor, text, whole, field, problems);
    case terms.Range:
      return range(cursor, text, problems);
    case terms.BadRange:
      rangeProblem(raw, position, problems);
      return undefined;
    default: {
      checkEscape(raw, position, problems);
      if (raw === '-' && position.from === whole.from) problems.loneMinus(position);
      const pattern = readPattern(raw);
      const [first] = pattern;
      if (pattern.length === 1 && first?.kind === 'any') return { kind: 'exists' };
      if (pattern.length === 1 && first?.kind === 'text') return { kind: 'equals', value: first.value };
      return { kind: 'wildcard', pattern: freezePattern(pattern) };
    }
  }
}

function freezePattern(pattern: Pattern): Pattern {
  return Object.freeze(pattern.map((part) => Object.freeze(part)));
}

const SIGNS = { '>': '>', '>=': '>=', '<': '<', '<=': '<=' } as const;

function comparison(
  cursor: TreeCursor,
  text: string,
  whole: Position,
  field: FieldName,
  problems: Problems,
): ValueMatch | undefined {
  cursor.firstChild();
  const sign = text.slice(cursor.from, cursor.to);
  const operator = SIGNS[sign as keyof typeof SIGNS];
  cursor.nextSibling();
  const isMissing = cursor.type.id === terms.MissingBound;
  const bound = isMissing ? undefined : readBound(cursor, text, problems);
  cursor.parent();
  if (isMissing) problems.missingValue(text, whole, field.name);
  return bound && { kind: 'compare', operator, bound };
}

function range(cursor: TreeCursor, text: string, problems: Problems): ValueMatch | undefined {
  const includesFrom = text.charAt(cursor.from) === '[';
  const includesTo = text.charAt(cursor.to - 1) === ']';
  const ends: (Bound | null | undefined)[] = [];
  cursor.firstChild();
  do {
    const { id } = cursor.type;
    if (id === terms.OpenEnd) ends.push(null);
    else if (id === terms.RangeBound || id === terms.Phrase) ends.push(readBound(cursor, text, problems));
  } while (cursor.nextSibling());
  cursor.parent();
  const [from, to] = ends;
  if (from === undefined || to === undefined) return undefined;
  return { kind: 'range', from, to, includesFrom, includesTo };
}

/** One end of a comparison, quoted or bare. */
function readBound(cursor: TreeCursor, text: string, problems: Problems): Bound | undefined {
  const position = Object.freeze({ from: cursor.from, to: cursor.to });
  if (cursor.type.id === terms.Phrase || cursor.type.id === terms.UnclosedPhrase) {
    const value = readPhrase(cursor, text, problems);
    if (value === '') problems.add('There is nothing to compare with between the quotes.', position);
    return Object.freeze({ value, position });
  }
  const raw = text.slice(cursor.from, cursor.to);
  checkEscape(raw, position, problems);
  if (/^[<>=]/.test(raw)) problems.add('This is not a comparison.', position, 'There are >, >=, < and <=.');
  if (readPattern(raw).some((part) => part.kind !== 'text'))
    problems.add(
      'A comparison takes no wildcards.',
      position,
      'Escape them with \\ to compare with the characters themselves.',
    );
  return Object.freeze({ value: unescapeText(raw), position });
}

function regexProblem(raw: string, position: Position, field: string, problems: Problems): void {
  const start = shortened(raw);
  const value = readPattern(start).some((part) => part.kind !== 'text')
    ? `\\${start}`
    : quote(unescapeText(start));
  const hint = `For a value that begins with / write ${shortened(field)}:${value}. Inside a regex write \\/ for a slash.`;
  const close = /^\/(?:[^\\/]|\\[\s\S])*\//.exec(raw)?.[0].length;
  if (close === undefined) problems.add('The regex is not closed with /.', position, hint);
  else
    problems.add(
      'The regex ends before this.',
      { from: position.from + close, to: Math.max(position.to, position.from + close + 1) },
      hint,
    );
}

function rangeProblem(raw: string, position: Position, problems: Problems): void {
  const inside = raw.slice(1, /[\]}]$/.test(raw) ? -1 : undefined);
  const message = !/[\]}]$/.test(raw)
    ? 'The range is not closed.'
    : /(^|\s)TO(\s|$)/.test(inside)
      ? 'A range has two ends.'
      : 'A range has TO between its ends.';
  problems.add(
    message,
    position,
    'Ranges are written [1 TO 5], {1 TO 5} without their ends, or [1 TO *]. To search for the text, quote it.',
  );
}
