// Turns a migration file into statements: cut at semicolons, then filled in for one node or for a cluster.
import { quoteIdentifier } from '#app/lib/sql/sql.ts';

/** What a migration is rendered for. */
export interface RenderTarget {
  readonly database: string;
  /** The cluster of `remote_servers` that holds the tables; undefined for a single node. */
  readonly cluster: string | undefined;
  /** Whole days after which telemetry is dropped. */
  readonly retentionDays: number;
}

/** The name of the table that holds the rows of `table`; on a cluster `table` itself is the Distributed one. */
export function localTable(table: string, cluster: string | undefined): string {
  return cluster === undefined ? table : `${table}_local`;
}

/**
 * Days from the start of a row's day (its partition) until it expires: the retention and the day itself, so that even the
 * last row of the day is kept for the whole retention.
 */
export function expireDays(retentionDays: number): number {
  return retentionDays + 1;
}

/** `ON CLUSTER …`, or nothing for a single node. */
export function onCluster(cluster: string | undefined): string {
  return cluster === undefined ? '' : `ON CLUSTER ${quoteIdentifier(cluster)}`;
}

/**
 * Cuts a script at its semicolons and removes its comments. Semicolons and comment marks inside '…', "…" and `…` are text.
 * Throws an Error when a quote or a comment has no end.
 */
export function splitStatements(script: string): string[] {
  const statements: string[] = [];
  let current = '';
  for (const token of script.matchAll(TOKEN)) {
    const text = token[0];
    if (token.groups?.unclosed !== undefined)
      throw new Error(`A quote or a comment that starts at offset ${token.index} has no end.`);
    if (token.groups?.comment !== undefined) current += ' ';
    else if (text === ';') {
      statements.push(tidy(current));
      current = '';
    } else current += text;
  }
  statements.push(tidy(current));
  return statements.filter((statement) => statement !== '');
}

/**
 * The statements of a migration for one target. The placeholders are explained in clickhouse/migrations/001_logs.sql.
 * Throws an Error that names a placeholder it does not know.
 */
export function renderStatements(script: string, target: RenderTarget): string[] {
  return splitStatements(script).flatMap((statement) => {
    const both = /\{\{both (\w+)\}\}/.exec(statement);
    if (both === null) return fill(statement, target);
    const table = both[1] as string;
    const names = [...new Set([localTable(table, target.cluster), table])];
    return names.flatMap((name) =>
      fill(statement.replaceAll(both[0], qualified(target.database, name)), target),
    );
  });
}

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*[^]*?\*/)`,
    String.raw`'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|` + String.raw`\`(?:[^\`\\]|\\[^])*\``,
    String.raw`(?<unclosed>['"\`]|/\*)`,
    String.raw`;|[^;'"\`/-]+|[/-]`,
  ].join('|'),
  'g',
);

function tidy(statement: string): string {
  return statement.replace(/[ \t]+$/gm, '').trim();
}

function fill(statement: string, target: RenderTarget): string[] {
  const text = tidy(
    statement.replace(
      /\{\{(\w+)(?: ([^{}]+))?\}\}/g,
      (placeholder, name: string, argument: string | undefined) => {
        const value = replacement(name, argument, target);
        if (value === undefined) throw new Error(`The placeholder ${placeholder} is not known.`);
        return value;
      },
    ),
  );
  return text === '' ? [] : [text];
}

function replacement(name: string, argument: string | undefined, target: RenderTarget): string | undefined {
  const { database, cluster } = target;
  if (argument === undefined) {
    if (name === 'database') return quoteIdentifier(database);
    if (name === 'on_cluster') return onCluster(cluster);
    if (name === 'expire_days') return String(expireDays(target.retentionDays));
    return undefined;
  }
  if (name === 'local') return qualified(database, localTable(argument, cluster));
  if (name === 'engine') return engine(argument, cluster);
  if (name === 'distributed') {
    const [, table, key] = /^(\w+) (.+)$/.exec(argument) ?? [];
    if (table === undefined || key === undefined) return undefined;
    return cluster === undefined ? '' : distributed(database, table, key, cluster);
  }
  return undefined;
}

function engine(declared: string, cluster: string | undefined): string {
  if (cluster === undefined) return declared;
  const [, name, args] = /^(\w+)(?:\((.*)\))?$/.exec(declared) ?? [];
  // The macros {shard} and {replica} are the server's own; {database} and {table} it fills in from the statement.
  const place = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'";
  return `Replicated${name}(${args ? `${place}, ${args}` : place})`;
}

function distributed(database: string, table: string, key: string, cluster: string): string {
  const local = localTable(table, cluster);
  const name = qualified(database, table);
  return `CREATE TABLE IF NOT EXISTS ${name} ${onCluster(cluster)} AS ${qualified(database, local)}
ENGINE = Distributed(${text(cluster)}, ${text(database)}, ${text(local)}, ${key})`;
}

function qualified(database: string, table: string): string {
  return `${quoteIdentifier(database)}.${quoteIdentifier(table)}`;
}

function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
