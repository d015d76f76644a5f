// A user's SQL as it is sent: without what trails it, its placeholders bound, and offsets that lead back to what was typed.
import { AppError, type Position } from '#app/lib/core/errors.ts';
import { isPunct, isWord, type Token, tokens } from '#app/lib/engine/interface/lexer.ts';
import { type Fragment, join, type ParamValue, param, render, sql, vetted } from '#app/lib/sql/sql.ts';

/** Values for `{name:Type}` placeholders. */
export type UserParams = Readonly<Record<string, ParamValue>>;

/** Text that was read from a user. */
export interface UserSql {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The text with its placeholders as bound parameters. */
  readonly fragment: Fragment;
}

/** Characters of a statement that are looked at; what people write is far shorter. */
const MAX_LENGTH = 100_000;
const MAX_TOKENS = 40_000;
const TYPE = /^[A-Za-z][A-Za-z0-9_(), ']{0,200}$/;

/**
 * Reads the text: semicolons and comments at its end go away, placeholders get their values.
 *
 * @throws AppError bad_request for no text, too much of it, and placeholders without a value
 */
export function readUserSql(text: string, params: UserParams, what: string): UserSql {
  if (text.length > MAX_LENGTH) {
    throw new AppError('bad_request', `${what} is longer than ${MAX_LENGTH} characters.`, {
      position: { from: MAX_LENGTH, to: text.length },
    });
  }
  const nul = text.search(/[\0\ud800-\udfff]/u);
  if (nul >= 0) {
    throw new AppError('bad_request', `${what} has a character that is not text.`, {
      position: { from: nul, to: nul + 1 },
    });
  }
  const all = [...tokens(text)];
  while (isPunct(all.at(-1), ';')) all.pop();
  const last = all.at(-1);
  if (last === undefined) throw new AppError('bad_request', `${what} is empty.`);
  if (all.length > MAX_TOKENS) {
    throw new AppError('bad_request', `${what} has more than ${MAX_TOKENS} words and signs.`);
  }
  // Letters of other alphabets are no tokens here; the engine says what is wrong with them.
  const isPlain = /^[\0-\x7f]*$/.test(text.slice(last.to));
  return { text, tokens: all, fragment: bind(isPlain ? text.slice(0, last.to) : text, all, params) };
}

function bind(text: string, all: readonly Token[], params: UserParams): Fragment {
  const parts: Fragment[] = [];
  let at = 0;
  all.forEach((token, index) => {
    const placeholder = token.from < at ? undefined : placeholderAt(text, all, index);
    if (placeholder === undefined) return;
    const { name, type, to } = placeholder;
    const position = { from: token.from, to };
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) {
      throw new AppError('bad_request', `There is no value for {${name}:${type}}.`, {
        position,
        hint: 'Give it in params.',
      });
    }
    if (!TYPE.test(type)) throw new AppError('bad_request', `${type} is not a type.`, { position });
    if (/identifier/i.test(type) && !(typeof value === 'string' && /^\w+(\.\w+)*$/.test(value))) {
      throw new AppError('bad_request', `The name for {${name}:${type}} has to be letters, digits and _.`, {
        position,
      });
    }
    parts.push(vetted(text.slice(at, token.from)), sql`${param(type, value)}`);
    at = to;
  });
  parts.push(vetted(text.slice(at)));
  return join(parts, '');
}

/** The text of a view with NULL for each of its parameters: enough to see where it reads from. */
export function withNulls(text: string): string {
  const all = [...tokens(text)];
  let result = '';
  let at = 0;
  all.forEach((token, index) => {
    const placeholder = token.from < at ? undefined : placeholderAt(text, all, index);
    if (placeholder === undefined) return;
    result += `${text.slice(at, token.from)}NULL`;
    at = placeholder.to;
  });
  return result + text.slice(at);
}

/** `{name:Type}`: the name, the type, and where it ends. */
function placeholderAt(
  text: string,
  all: readonly Token[],
  index: number,
): { name: string; type: string; to: number } | undefined {
  const [open, name, colon] = all.slice(index, index + 3);
  if (!isPunct(open, '{') || name?.kind !== 'word' || !isPunct(colon, ':') || !colon) return undefined;
  const close = all.slice(index + 3).find((token) => isPunct(token, '}'));
  if (close === undefined) return undefined;
  return { name: name.text, type: text.slice(colon.to, close.from).trim(), to: close.to };
}

/**
 * Where a place in the sent text is in what the user typed.
 *
 * @param bytes zero-based offset in the UTF-8 of the rendered fragment
 */
export function positionOfByte({ text, fragment, tokens: all }: UserSql, bytes: number): Position {
  const sent = render(fragment).text;
  const offset = offsetOfByte(sent, bytes);
  const typed = typedOffset(fragment, all, offset);
  const token = all.find(({ to }) => to > typed);
  if (token) return { from: Math.max(typed, token.from), to: token.to };
  const end = all.at(-1)?.to ?? text.length;
  // Behind the last token there is the end, or something that is no token at all.
  const from = text.slice(typed).trim() === '' ? Math.max(0, end - 1) : typed;
  return { from, to: Math.max(from + 1, end) };
}

/** Placeholders are sent under other names: `{day:Date}` as `{p0:Date}`. */
function typedOffset(fragment: Fragment, all: readonly Token[], offset: number): number {
  let sent = 0;
  let typed = 0;
  for (const [index, part] of fragment.parts.entries()) {
    const upTo = render({ kind: 'fragment', parts: fragment.parts.slice(0, index + 1) }).text.length;
    if (typeof part === 'string') {
      if (offset < upTo) return typed + (offset - sent);
      typed += part.length;
    } else {
      if (offset < upTo) return typed;
      typed = all.find((token) => isPunct(token, '}') && token.from >= typed)?.to ?? typed;
    }
    sent = upTo;
  }
  return typed;
}

function offsetOfByte(text: string, bytes: number): number {
  return Buffer.from(text, 'utf8').subarray(0, Math.max(0, bytes)).toString('utf8').length;
}

/** Where a name stands in the text, with or without quotes; undefined when it is written in another way. */
export function positionOfName({ tokens: all }: UserSql, name: string): Position | undefined {
  const parts = name.split('.');
  const wanted = parts.map((part) => part.toLowerCase());
  for (const [index] of all.entries()) {
    const found = wanted.every((part, nth) => {
      const token = all[index + nth * 2];
      return (
        token !== undefined &&
        bare(token).toLowerCase() === part &&
        (nth === 0 || isPunct(all[index + nth * 2 - 1], '.'))
      );
    });
    const first = all[index];
    const last = all[index + (wanted.length - 1) * 2];
    if (found && first && last) return { from: first.from, to: last.to };
  }
  return undefined;
}

/** Every word that could be a table's name, to look all of them up at once. */
export function possibleNames({ tokens: all, fragment }: UserSql): string[] {
  const names = new Set<string>();
  for (const token of all) if (token.kind === 'word' || token.kind === 'quoted') names.add(bare(token));
  for (const part of fragment.parts) {
    if (typeof part === 'string' || typeof part.value !== 'string' || !/identifier/i.test(part.type))
      continue;
    for (const name of [part.value, ...part.value.split('.')]) names.add(name);
  }
  return [...names];
}

/** Where a keyword, or two of them in a row, stands. */
export function positionOfWords({ tokens: all }: UserSql, ...words: readonly string[]): Position | undefined {
  const index = all.findIndex((_, at) => words.every((word, nth) => isWord(all[at + nth], word)));
  const first = all[index];
  const last = all[index + words.length - 1];
  return first && last ? { from: first.from, to: last.to } : undefined;
}

function bare(token: Token): string {
  return token.kind === 'quoted' ? token.text.slice(1, -1) : token.text;
}
