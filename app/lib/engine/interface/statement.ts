// Reads one SQL statement: what kind it is, which format it asks for, and how its data or output is redirected.
import { engineErrors } from '#app/lib/engine/errors.ts';
import { isPunct, isWord, type Token, tokens } from './lexer.ts';
import { isParallel, refuseOutside } from './outside.ts';

/** A query with rows as its result: it can be written to a file as it runs. */
interface SelectStatement {
  readonly kind: 'select';
  /** The format the text asks for, if any. */
  readonly format: string | undefined;
  /** The statement that writes its result to `path`, which must not need escaping. */
  into(path: string, format: string): string;
}

/** An INSERT whose rows are data beside the statement, not a SELECT. */
interface InsertStatement {
  readonly kind: 'insert';
  readonly format: string | undefined;
  /** Where the data starts in the text. */
  readonly dataFrom: number;
  /** The statement that reads its rows from the file at `path`, which must not need escaping. */
  from(path: string, format: string): string;
}

/** Anything else: DDL, SHOW, EXPLAIN, INSERT … SELECT. The result is small and comes whole. */
interface OtherStatement {
  readonly kind: 'other';
  readonly format: string | undefined;
  readonly text: string;
}

export type Statement = SelectStatement | InsertStatement | OtherStatement;

/**
 * Reads a statement.
 *
 * @throws EngineError for an empty statement, for several statements in one text, for reading or writing the
 * server's files by INFILE or OUTFILE, and for functions that reach outside of the engine's tables.
 */
export function readStatement(text: string): Statement {
  const start = tokens(text).next().value;
  if (start === undefined) throw engineErrors.syntax('Empty query');
  if (isWord(start, 'INSERT')) {
    const insert = readInsert(text);
    if (insert) return insert;
  }
  const all = oneStatement(text);
  refuseFiles(all);
  refuseOutside(all);
  const end = all.at(-1)?.to ?? 0;
  const format = findFormat(all);
  // The engine runs what stands beside a SELECT, also when it may only read, before it says that a SELECT cannot be there.
  if (isSelect(all) && isParallel(all))
    throw engineErrors.syntax('A SELECT cannot be run PARALLEL WITH others');
  if (!isSelect(all)) return { kind: 'other', format: format?.name, text: text.slice(0, end) };
  return {
    kind: 'select',
    format: format?.name,
    into: (path, name) => {
      const before = text.slice(0, format ? format.from : end);
      const after = format ? text.slice(format.to, end) : '';
      return `${before}\nINTO OUTFILE '${path}' APPEND FORMAT ${name}${after}`;
    },
  };
}

/** The tokens of the only statement in the text, without the semicolon at its end. */
function oneStatement(text: string): readonly Token[] {
  const all: Token[] = [];
  let ended = false;
  for (const token of tokens(text)) {
    if (isPunct(token, ';')) ended = true;
    else if (ended) throw engineErrors.syntax('Syntax error (Multi-statements are not allowed)');
    else all.push(token);
  }
  if (all.length === 0) throw engineErrors.syntax('Empty query');
  return all;
}

function refuseFiles(all: readonly Token[]): void {
  all.forEach((token, index) => {
    if (isWord(token, 'INTO') && isWord(all[index + 1], 'OUTFILE')) throw engineErrors.outfile();
    if (isWord(token, 'FROM') && isWord(all[index + 1], 'INFILE')) throw refusedInfile();
  });
}

function refusedInfile(): Error {
  return engineErrors.notImplemented('FROM INFILE is not allowed over HTTP: send the data as the body');
}

function isSelect(all: readonly Token[]): boolean {
  let first = 0;
  while (isPunct(all[first], '(')) first++;
  const start = all[first];
  if (isWord(start, 'SELECT') || isWord(start, 'FROM')) return true;
  if (!isWord(start, 'WITH')) return false;
  // WITH may also stand before an INSERT … SELECT.
  return !all.some((token, index) => isWord(token, 'INSERT') && isWord(all[index + 1], 'INTO'));
}

interface Clause {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

// After one of these, FORMAT is a column or a function, not the clause.
const OPERAND_FOLLOWS = new Set(
  'SELECT DISTINCT AS BY WHERE PREWHERE HAVING QUALIFY AND OR NOT IN LIKE ILIKE BETWEEN WHEN THEN ELSE CASE ON USING FROM JOIN WITH LIMIT OFFSET SETTINGS INTERVAL IS VALUES'.split(
    ' ',
  ),
);

/** The FORMAT clause at the end of the statement; only SETTINGS may follow it. */
function findFormat(all: readonly Token[]): Clause | undefined {
  let depth = 0;
  let found: Clause | undefined;
  all.forEach((token, index) => {
    depth += depthChange(token);
    if (depth !== 0 || !isWord(token, 'FORMAT')) return;
    const name = all[index + 1];
    const after = all[index + 2];
    if (name?.kind !== 'word' || !(after === undefined || isWord(after, 'SETTINGS'))) return;
    if (!endsOperand(all[index - 1])) return;
    found = { name: name.text, from: token.from, to: name.to };
  });
  return found;
}

function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'punct') return [')', ']', '}', '*'].includes(token.text);
  return !(token.kind === 'word' && OPERAND_FOLLOWS.has(token.text.toUpperCase()));
}

function depthChange(token: Token): number {
  if (token.kind !== 'punct') return 0;
  if ('([{'.includes(token.text)) return 1;
  return ')]}'.includes(token.text) ? -1 : 0;
}

/** Reads `INSERT INTO …` up to where its data starts. Undefined when the rows come from a SELECT. */
function readInsert(text: string): InsertStatement | undefined {
  const reader = tokens(text);
  const next = (): Token | undefined => reader.next().value ?? undefined;
  next();
  let token = next();
  if (isWord(token, 'INTO')) token = next();
  if (isWord(token, 'TABLE')) token = next();
  if (isWord(token, 'FUNCTION')) token = next();
  let depth = 0;
  let settingsFrom: number | undefined;
  let lastEnd = token?.to ?? text.length;
  // The token after INTO is the table's name or its start, whatever word it is.
  if (token) depth += depthChange(token);
  let afterDot = false;
  for (token = next(); token !== undefined; token = next()) {
    depth += depthChange(token);
    const keyword = depth === 0 && token.kind === 'word' && !afterDot ? token.text.toUpperCase() : '';
    afterDot = isPunct(token, '.');
    if (keyword === 'SELECT' || keyword === 'WITH' || keyword === 'WATCH') return undefined;
    if (depth === 1 && isPunct(token, '(')) {
      const inner = tokens(text, token.to).next().value ?? undefined;
      if (isWord(inner, 'SELECT') || isWord(inner, 'WITH')) return undefined;
    }
    if (keyword === 'FROM') throw refusedInfile();
    if (keyword === 'SETTINGS') settingsFrom ??= token.from;
    if (keyword === 'VALUES') return insertFrom(text, token, settingsFrom, 'Values', token.to);
    if (keyword === 'FORMAT') {
      const name = next();
      if (name?.kind !== 'word')
        throw engineErrors.syntax('Syntax error: expected a format name after FORMAT');
      return insertFrom(text, token, settingsFrom, name.text, dataStart(text, name.to));
    }
    if (isPunct(token, ';')) break;
    lastEnd = token.to;
  }
  const end: Token = { kind: 'punct', text: '', from: lastEnd, to: lastEnd };
  return insertFrom(text, end, settingsFrom, undefined, dataStart(text, lastEnd));
}

function insertFrom(
  text: string,
  clause: Token,
  settingsFrom: number | undefined,
  format: string | undefined,
  dataFrom: number,
): InsertStatement {
  const head = text.slice(0, settingsFrom ?? clause.from);
  // Without a clause, the data cannot be told from the head.
  if (clause.text !== '') refuseOutside([...tokens(head)]);
  const settings = settingsFrom === undefined ? '' : `${text.slice(settingsFrom, clause.from).trimEnd()}\n`;
  return {
    kind: 'insert',
    format,
    dataFrom,
    // The file's name says nothing about its compression, so it is not guessed from it.
    from: (path, name) => `${head}\nFROM INFILE '${path}' COMPRESSION 'none' ${settings}FORMAT ${name}`,
  };
}

/** Data starts after the first line break behind the clause, or after its blanks when there is none. */
function dataStart(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\f') at++;
  if (text[at] === ';') throw engineErrors.syntax("You have excessive ';' symbol before data for INSERT");
  if (text[at] === '\r') at++;
  return text[at] === '\n' ? at + 1 : at;
}
