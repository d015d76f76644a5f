// What a user's SQL may consist of, decided on the parsed query: kinds of nodes, functions, table functions and tables.
import type { AppError, Position } from '#app/lib/core/errors.ts';
import { mistakeAt, mistakeAtName, wholeOf } from './guard-errors.ts';
import type { FunctionCatalogue } from './guard-functions.server.ts';
import { positionOfWords, type UserSql } from './guard-text.ts';
import { listOf, type TreeNode, walk } from './guard-tree.ts';

/** What a text is held to. */
export interface TreeRules {
  readonly user: UserSql;
  readonly databases: readonly string[];
  readonly catalogue: FunctionCatalogue;
  /** The only tables that may be named, as `database.table`; views lead to where they lead. Absent: all of the databases. */
  readonly tables?: ReadonlySet<string>;
  /** An expression over this table, `database.table`, and nothing else. */
  readonly expressionOver?: string;
  /** The text of a view that somebody made: only where it reads from is of interest, not what it computes. */
  readonly isView?: boolean;
}

/** A table that a query names. */
export interface TableUse {
  /** As in the text: `otel_logs` or `otel.otel_logs`. */
  readonly name: string;
  /** Called with arguments: a parameterised view. */
  readonly isCall: boolean;
  /** Not found as a table, it may still be a column. */
  readonly isMaybe: boolean;
}

/** What the tree leaves to be looked up. */
export interface Used {
  readonly tables: readonly TableUse[];
  readonly ctes: ReadonlySet<string>;
}

/** Table functions that make rows out of nothing. */
const TABLE_FUNCTIONS = new Set([
  ...['numbers', 'numbers_mt', 'zeros', 'zeros_mt', 'primes'],
  ...['generateSeries', 'generate_series', 'values', 'VALUES', 'SQLStandardValues'],
]);
const KINDS = new Set([
  ...['QUERY', 'UNION', 'LIST', 'IDENTIFIER', 'CONSTANT', 'FUNCTION', 'LAMBDA', 'MATCHER', 'TABLE_FUNCTION'],
  ...['JOIN', 'CROSS JOIN', 'CROSS_JOIN', 'ARRAY_JOIN', 'SORT', 'INTERPOLATE', 'WINDOW'],
  ...['APPLY COLUMN TRANSFORMER', 'EXCEPT COLUMN TRANSFORMER', 'REPLACE COLUMN TRANSFORMER'],
]);
const TABLE_ROLES = new Set([
  'JOIN TREE',
  'TABLE EXPRESSION',
  'LEFT TABLE EXPRESSION',
  'RIGHT TABLE EXPRESSION',
]);
const IN_FUNCTION = /^(global)?(not)?(null)?in(ignoreset)?$/;

/**
 * Checks what the engine's parser wrote of a text in its own way: one SELECT, and no names that could pose as rows of
 * the tree.
 *
 * @throws AppError bad_request
 */
export function checkCanonical(user: UserSql, canonical: string): void {
  const bare = canonical.replaceAll(
    /(COLUMNS\(|EXCEPT |EXCEPT\()?'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g,
    (_, matcher: string | undefined, text: string | undefined, name: string | undefined) => {
      if (name?.includes('\\') || (matcher !== undefined && text?.includes('\\n'))) {
        throw mistakeAt(
          wholeOf(user),
          'A name has a line break, a quote or a backslash in it.',
          'Choose plainer names.',
        );
      }
      return "''";
    },
  );
  if (!/^\(*(SELECT|WITH|FROM)\b/.test(bare)) throw onlySelect(user);
  if (/\bPARALLEL WITH\b/.test(bare)) throw onlySelect(user, positionOfWords(user, 'PARALLEL'));
  for (const clause of REFUSED_CLAUSES) {
    if (!clause.canonical.test(bare)) continue;
    throw mistakeAt(
      positionOfWords(user, ...clause.words),
      `${clause.words.join(' ')} is not allowed here.`,
      clause.hint,
    );
  }
}

/** What may surround a SELECT, as the parser writes it. */
const REFUSED_CLAUSES = [
  {
    canonical: /\bINTO OUTFILE\b/,
    words: ['INTO', 'OUTFILE'],
    hint: 'Leave it out: results are not written to files.',
  },
  { canonical: /\bFORMAT \w+$/, words: ['FORMAT'], hint: 'Leave it out: the answer has its own format.' },
  {
    canonical: /\bSETTINGS \w+ = /,
    words: ['SETTINGS'],
    hint: 'Leave it out: settings are made by Maple.',
  },
];

function onlySelect(user: UserSql, position: Position | undefined = user.tokens[0]): AppError {
  const at = position ? { from: position.from, to: position.to } : undefined;
  return mistakeAt(
    at,
    'Only one SELECT can run here.',
    'It may start with WITH, and SELECTs may be joined by UNION ALL.',
  );
}

/**
 * Checks the parsed query and tells which tables it names.
 *
 * @throws AppError bad_request with the position of what is not allowed
 */
export function checkTree(root: TreeNode, rules: TreeRules): Used {
  const { user } = rules;
  const tables: TableUse[] = [];
  const ctes = new Set<string>();
  const lambdas = new Set<string>();
  for (const node of walk(root)) {
    const cte = /(?:^|, )cte_name: (.*?)(?:, [a-z_]+: .*)?$/.exec(node.text)?.[1];
    if (cte !== undefined) ctes.add(cte);
    if (node.kind === 'LAMBDA') lambdas.add(/(?:^|, )alias: (.*)$/.exec(node.text)?.[1] ?? '');
  }
  for (const node of walk(root)) {
    if (node.kind === 'SETTINGS') {
      throw mistakeAt(
        positionOfWords(user, 'SETTINGS'),
        'SETTINGS is not allowed here.',
        'Leave it out: settings are made by Maple.',
      );
    }
    if (!KINDS.has(node.kind)) {
      throw mistakeAt(wholeOf(user), `The SQL uses ${node.kind.toLowerCase()}, which cannot be checked.`);
    }
    if (node.kind === 'IDENTIFIER' && TABLE_ROLES.has(node.role)) {
      const name = node.attributes.get('identifier') ?? '';
      if (name !== 'system.one') tables.push({ name, isCall: false, isMaybe: false });
    }
    if (node.kind === 'TABLE_FUNCTION') tables.push(...tableFunction(node, rules));
    if (node.kind === 'FUNCTION') {
      checkFunction(node, rules, lambdas);
      tables.push(...tablesOfIn(node));
    }
  }
  for (const { name } of tables) checkDatabase(name, rules);
  if (rules.expressionOver !== undefined) checkExpression(root, rules, rules.expressionOver);
  return { tables, ctes };
}

function tableFunction(node: TreeNode, { user, isView }: TreeRules): TableUse[] {
  const name = node.attributes.get('table_function_name') ?? '';
  if (TABLE_FUNCTIONS.has(name)) {
    if (name.toLowerCase() === 'values' && !isView) checkValues(node, user);
    return [];
  }
  return [{ name, isCall: true, isMaybe: false }];
}

/** The structure that values() may start with is read like a CREATE TABLE: its columns could be computed by anything. */
function checkValues(node: TreeNode, user: UserSql): void {
  const [first] = listOf(node, 'ARGUMENTS');
  if (first?.kind === 'FUNCTION' && /^(tuple|array)$/.test(first.attributes.get('function_name') ?? ''))
    return;
  if (
    first?.kind === 'CONSTANT' &&
    !/\b(DEFAULT|ALIAS|MATERIALIZED|EPHEMERAL|TTL|CODEC)\b|\\/i.test(first.text)
  )
    return;
  throw mistakeAtName(
    user,
    'values',
    "values() takes literal rows, or plain columns such as 'a UInt8, b String'.",
  );
}

/** Functions that take the name of a table, dictionary or file: through them a view reads what is not in its FROM. */
const READS_ELSEWHERE = /^(joinGet|dict|file$|hasColumnInTable|catboost|evalMLMethod|regionTo)/i;

function checkFunction(node: TreeNode, rules: TreeRules, lambdas: ReadonlySet<string>): void {
  const { user, catalogue } = rules;
  const name = node.attributes.get('function_name') ?? '';
  if (rules.isView) {
    if (READS_ELSEWHERE.test(name)) throw denied(name, user);
    return;
  }
  const verdict = catalogue.verdict(name);
  if (verdict === 'denied') throw denied(name, user);
  if (verdict === 'unknown' && !lambdas.has(name)) {
    throw mistakeAtName(user, name, `There is no function ${name}.`);
  }
  // arrayMap(upper, list) calls a function by its bare name, which elsewhere is a column's.
  const [first] = listOf(node, 'ARGUMENTS');
  const reference = catalogue.takesFunction(name) ? (first?.attributes.get('identifier') ?? '') : '';
  if (catalogue.verdict(reference) === 'denied') throw denied(reference, user);
}

function denied(name: string, user: UserSql): AppError {
  return mistakeAtName(user, name, `The function ${name} is not allowed here.`);
}

/** `x IN db.table` reads a table that stands where a value could. */
function tablesOfIn(node: TreeNode): TableUse[] {
  if (!IN_FUNCTION.test((node.attributes.get('function_name') ?? '').toLowerCase())) return [];
  return listOf(node, 'ARGUMENTS')
    .slice(1)
    .filter((argument) => argument.kind === 'IDENTIFIER')
    .map((argument) => {
      const name = argument.attributes.get('identifier') ?? '';
      return { name, isCall: false, isMaybe: !name.includes('.') };
    });
}

function checkDatabase(name: string, { user, databases }: TreeRules): void {
  const dot = name.indexOf('.');
  if (dot < 0 || databases.includes(name.slice(0, dot))) return;
  throw mistakeAtName(
    user,
    name,
    'Only tables of your own team can be read here.',
    `They are in the database ${databases.join(', ')}, whose name can be left out.`,
  );
}

function checkExpression(root: TreeNode, { user, catalogue }: TreeRules, table: string): void {
  for (const node of walk(root)) {
    const name = node.attributes.get('function_name') ?? '';
    if (node !== root && (node.kind === 'QUERY' || node.kind === 'UNION')) {
      throw mistakeAt(positionOfWords(user, 'SELECT') ?? wholeOf(user), 'An expression takes no subquery.');
    }
    if (node.kind === 'MATCHER')
      throw mistakeAt(wholeOf(user), 'An expression takes single columns, not * or COLUMNS.');
    if (
      name !== '' &&
      (catalogue.verdict(name) === 'aggregate' || node.attributes.get('function_type') === 'window')
    ) {
      throw mistakeAtName(user, name, `${name} is computed from many rows; an expression is about one.`);
    }
    if (name.toLowerCase() === 'arrayjoin') {
      throw mistakeAtName(user, name, 'arrayJoin makes many rows of one; an expression is about one.');
    }
    if (node.role !== 'JOIN TREE' && /(?:^|, )alias: /.test(node.text)) {
      throw mistakeAt(positionOfWords(user, 'AS') ?? wholeOf(user), 'An expression takes no AS.');
    }
    if (tablesOfIn(node).length > 0) {
      throw mistakeAt(
        positionOfWords(user, 'IN') ?? wholeOf(user),
        'IN takes a list in brackets here.',
        'For an array column there is has(column, value).',
      );
    }
  }
  const [projection, from] = root.children;
  const isWhole =
    root.kind === 'QUERY' &&
    root.children.length === 2 &&
    projection?.role === 'PROJECTION' &&
    projection.children.length === 1 &&
    from?.role === 'JOIN TREE' &&
    from.kind === 'IDENTIFIER' &&
    from.attributes.get('identifier') === table;
  if (!isWhole) throw mistakeAt(wholeOf(user), 'This is not one expression.');
}
