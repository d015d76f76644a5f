// Refuses what the engine's grants do not cover: functions that read files or run text that is not in the statement.
import { ALLOWED_ENGINES } from '#app/lib/engine/access-file.ts';
import { EngineError, engineErrors } from '#app/lib/engine/errors.ts';
import { isPunct, isWord, type Token, tokens } from './lexer.ts';

/** Functions that are never a client's business: the grants of the embedded engine let them through. */
const REFUSED = new Set(['file', 'eval', 'executable', 'catboostevaluate']);

/**
 * Refuses a statement, or the data of an INSERT in the format Values, that calls such a function.
 *
 * @throws EngineError 497
 */
export function refuseOutside(all: readonly Token[]): void {
  refuseEngines(all);
  all.forEach((token, index) => {
    const name = nameOf(token);
    if (name === undefined) return;
    const isCall = isPunct(all[index + 1], '(');
    if (
      REFUSED.has(name) &&
      ((isCall && !isTable(all, index)) || isApplied(all, index) || isReference(all, index))
    ) {
      throw engineErrors.denied(`The function ${name} is not allowed in the embedded engine`);
    }
    if (name === 'disk' && isCall && isPunct(all[index - 1], '=')) {
      throw engineErrors.denied('Disks cannot be defined in the embedded engine');
    }
    if (name === 'format' && isCall && !isTable(all, index) && !isPlainFormat(all, index + 2)) {
      throw engineErrors.denied(
        'format() takes a format or a pattern as one literal, and not the format Values',
      );
    }
  });
}

const ENGINES = new Set(ALLOWED_ENGINES.map((name) => name.toLowerCase()));

/** The grants cover engines with a source outside; others of no use here could still keep files or run programs. */
function refuseEngines(all: readonly Token[]): void {
  if (!['CREATE', 'ATTACH', 'REPLACE'].some((word) => isWord(all[0], word))) return;
  let depth = 0;
  for (const [index, token] of all.entries()) {
    if (isPunct(token, '(')) depth++;
    if (isPunct(token, ')')) depth--;
    const before = all[index - 1];
    if (isWord(token, 'SELECT') && isWord(before, 'AS')) return;
    if (depth > 0 || !isWord(token, 'ENGINE') || isPunct(before, '.') || isWord(before, 'TABLE')) continue;
    const name = nameOf(all[isPunct(all[index + 1], '=') ? index + 2 : index + 1]);
    if (name !== undefined && !ENGINES.has(name)) {
      throw engineErrors.denied(`The engine ${name} is not allowed in the embedded engine`);
    }
  }
}

/** Refuses data in the format Values: its rows may be expressions. `text` is the data, read as latin1. */
export function refuseOutsideValues(text: string): void {
  refuseOutside([...tokens(text)]);
}

/** Whether data can name a refused function at all: most data cannot, and need not be read as tokens. */
export function mayNameRefused(text: string): boolean {
  return /file|eval|format|executable|catboost|\\x/i.test(text);
}

/** The longest text that `mayNameRefused` looks for, which may lie over the border of two chunks. */
export const LONGEST_NAME = 16;

/** A name as the engine reads it, in lower case; undefined for what is no name. */
function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'word') return token.text.toLowerCase();
  if (token?.kind !== 'quoted') return undefined;
  return token.text
    .replace(/^(?:"|`|\u00e2\u0080\u009c|\u201c)|(?:"|`|\u00e2\u0080\u009d|\u201d)$/g, '')
    .replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .toLowerCase();
}

/** Whether the name is a table's, with its columns in the brackets: `INSERT INTO file (a)`, `CREATE TABLE d.file (a Int8)`. */
function isTable(all: readonly Token[], index: number): boolean {
  if (!isWord(all[0], 'INSERT') && !isWord(all[0], 'CREATE') && !isWord(all[0], 'ATTACH')) return false;
  const before = isPunct(all[index - 1], '.') ? index - 3 : index - 1;
  return ['INTO', 'TABLE', 'EXISTS', 'VIEW'].some((word) => isWord(all[before], word));
}

/** `* APPLY file` and `* APPLY(file)` call a function without its own brackets. */
function isApplied(all: readonly Token[], index: number): boolean {
  return isWord(all[isPunct(all[index - 1], '(') ? index - 2 : index - 1], 'APPLY');
}

/** Functions that call others, as the engine's catalogue lists them. */
export const HIGHER_ORDER: ReadonlySet<string> = new Set(
  'all avg bottomk compact count cumsum cumsumnonnegative difference exists fill filter first firstindex firstornull fold last lastindex lastornull map max min partialreversesort partialsort product reversefill reversesort reversesplit sort split sum topk'
    .split(' ')
    .map((name) => `array${name}`)
    .concat(
      'mapall mapapply mapexists mapfilter mappartialreversesort mappartialsort mapreversesort mapsort'.split(
        ' ',
      ),
    ),
);

/** `arrayMap(file, list)` calls a function by its bare name. */
function isReference(all: readonly Token[], index: number): boolean {
  let before = index - 1;
  while (isPunct(all[before], '(')) before--;
  return before < index - 1 && HIGHER_ORDER.has(nameOf(all[before]) ?? '');
}

/** `… PARALLEL WITH …` runs several statements beside each other, whatever the first one is. */
export function isParallel(all: readonly Token[]): boolean {
  return all.some((token, index) => isWord(token, 'PARALLEL') && isWord(all[index + 1], 'WITH'));
}

/** As a table function, format(Values, …) would read expressions out of a string. */
function isPlainFormat(all: readonly Token[], index: number): boolean {
  const first = all[index];
  const next = all[index + 1];
  if (!isPunct(next, ',') && !isPunct(next, ')')) return false;
  if (first?.kind === 'string')
    return !/^'values'$/i.test(first.text) && !/^\$.*values/i.test(first.text) && !/\\x/i.test(first.text);
  const name = nameOf(first);
  return name !== undefined && name !== 'values';
}

const READS = new Set([
  'SELECT',
  'WITH',
  'FROM',
  'SHOW',
  'DESCRIBE',
  'DESC',
  'EXPLAIN',
  'EXISTS',
  'CHECK',
  'USE',
  'SET',
  '(',
]);

/**
 * Refuses anything but a read: the engine itself lets a readonly request write by table functions.
 *
 * @throws EngineError 164
 */
export function refuseWrites(kind: 'select' | 'insert' | 'other', text: string): void {
  if (kind === 'select') return;
  const all = kind === 'other' ? [...tokens(text)] : [];
  const isRead = READS.has(all[0]?.text.toUpperCase() ?? '');
  const inserts = all.some((token, index) => isWord(token, 'INSERT') && isWord(all[index + 1], 'INTO'));
  if (isRead && !inserts && !isParallel(all)) return;
  throw new EngineError(164, 'READONLY', 'Cannot execute query in readonly mode: a GET only reads, use POST');
}
