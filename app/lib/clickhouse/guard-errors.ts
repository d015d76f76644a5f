// What the engine says of a user's SQL, as an error that points into the text the user typed.
import { ClickHouseError } from '@clickhouse/client';
import { AppError, type Position } from '#app/lib/core/errors.ts';
import { clickHouseError } from './client.server.ts';
import { engineSentence, short } from './engine-sentence.ts';
import { positionOfByte, positionOfName, type UserSql } from './guard-text.ts';

/** Codes by which the engine says that it is at fault itself: not the text's author. */
const ENGINE_FAULT = new Set([
  33, 49, 74, 75, 76, 101, 173, 198, 225, 228, 236, 243, 271, 439, 722, 1001, 1002,
]);
/** The client cuts the message before a word in capitals in brackets, so a keyword that failed is not always there. */
const SYNTAX = /failed at position (\d+)(?: \(([\s\S]*?)\)(?: \(line \d+, col \d+\))?:)? /;

/**
 * An error of running or analysing a user's text. What is not the text's fault is passed on as it is.
 *
 * @param prefixes how many characters stood before the text in each form of it that was sent; none when the engine's
 *   positions are about another text
 */
export function engineMistake(thrown: unknown, user: UserSql, ...prefixes: readonly number[]): AppError {
  const error = thrown instanceof AppError ? thrown : clickHouseError(thrown);
  const cause = error.cause;
  if (!(cause instanceof ClickHouseError) || ENGINE_FAULT.has(Number(cause.code))) return error;
  if (error.code !== 'bad_request' && error.code !== 'internal') return error;
  const said = cause.message;
  const syntax = SYNTAX.exec(said);
  if (syntax) return syntaxMistake(said, syntax, user, prefixes, thrown);
  const name = /(?:[`']|^The function )([A-Za-z_][\w.]*)/.exec(said)?.[1];
  const position = name === undefined ? undefined : positionOfName(user, name);
  const hint = suggestions(said);
  return new AppError('bad_request', engineSentence(said), {
    cause: thrown,
    ...(position && { position }),
    ...(hint && { hint }),
  });
}

/** A refusal that points at a name in the text, or at all of it. */
export function mistakeAtName(user: UserSql, name: string, message: string, hint?: string): AppError {
  return mistakeAt(positionOfName(user, name) ?? wholeOf(user), message, hint);
}

/** A refusal that points at a place, or at nothing. */
export function mistakeAt(position: Position | undefined, message: string, hint?: string): AppError {
  return new AppError('bad_request', message, { ...(position && { position }), ...(hint && { hint }) });
}

/** The whole of a text, from its first to its last token. */
export function wholeOf({ tokens, text }: UserSql): Position {
  return { from: tokens[0]?.from ?? 0, to: tokens.at(-1)?.to ?? text.length };
}

function syntaxMistake(
  said: string,
  [, at, token = '']: RegExpExecArray,
  user: UserSql,
  prefixes: readonly number[],
  cause: unknown,
): AppError {
  const places = prefixes.map((prefix) => positionOfByte(user, Number(at) - 1 - prefix));
  // The engine fails at the start of a token, so a place inside of one is about another form of the text.
  const position = places.find((place) => startsToken(user, place)) ?? places[0] ?? wholeOf(user);
  const found = user.text.slice(position.from, position.to);
  const reason = /^([^:]{1,80} is not closed|Unmatched parentheses|Unrecognized token)/.exec(said)?.[1];
  const unmatched = /Unmatched parentheses/.test(said) ? 'Unmatched parentheses' : undefined;
  const what =
    unmatched ?? reason ?? (token === 'end of query' ? 'The SQL ends too early' : 'This is not SQL');
  const hint = expected(said);
  return new AppError('bad_request', `${what}${found === '' ? '.' : `: ${short(found)}`}`, {
    position,
    cause,
    ...(hint && { hint }),
  });
}

function startsToken({ tokens }: UserSql, { from }: Position): boolean {
  return tokens.some((token) => token.from === from);
}

function expected(said: string): string | undefined {
  const list = /Expected(?: one of)?:? ([^.]*)/.exec(said)?.[1]?.split(', ') ?? [];
  const words = [...new Set(list)].filter((word) => word !== 'token' && /^[A-Za-z ]+$/.test(word));
  return words.length === 0
    ? undefined
    : `Expected ${words.slice(0, 6).join(', ')}${words.length > 6 ? ', …' : ''}.`;
}

function suggestions(said: string): string | undefined {
  const list = /Maybe you meant: \[([^\]]*)\]/.exec(said)?.[1];
  return list ? `Did you mean ${list.replaceAll("'", '').split(', ').slice(0, 3).join(' or ')}?` : undefined;
}
