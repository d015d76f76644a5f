// Cutting a migration into statements and filling it in for a node or a cluster.
import { describe, expect, test } from 'vitest';
import { type RenderTarget, renderStatements, splitStatements } from './migrations-render.ts';

const node: RenderTarget = { database: 'otel', cluster: undefined, retentionDays: 30 };
const cluster: RenderTarget = { ...node, cluster: 'maple' };

describe('splitStatements', () => {
  test.each([
    ['nothing', '', []],
    ['only comments and semicolons', '-- a\n;/* b; */;\n', []],
    ['two statements, the last without a semicolon', 'SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
    ['a semicolon in a string', "SELECT ';' ; SELECT 2", ["SELECT ';'", 'SELECT 2']],
    ['an escaped quote', "SELECT 'a\\';b'; SELECT 2", ["SELECT 'a\\';b'", 'SELECT 2']],
    ['a doubled quote', "SELECT 'it''s; so'; SELECT 2", ["SELECT 'it''s; so'", 'SELECT 2']],
    ['quoted names', 'SELECT `a;b`, "c;d"; SELECT 2', ['SELECT `a;b`, "c;d"', 'SELECT 2']],
    ['a comment mark in a string', "SELECT '--', '/*'; SELECT 2", ["SELECT '--', '/*'", 'SELECT 2']],
    ['a quote and a semicolon in comments', "SELECT 1 -- don't;\n+ /* it's; */ 2", ['SELECT 1\n+   2']],
    ['operators that look like comments', 'SELECT 3 - 2 / 1', ['SELECT 3 - 2 / 1']],
  ])('%s', (_, script, statements) => expect(splitStatements(script)).toEqual(statements));

  test.each(["SELECT 'a", 'SELECT 1; /* never', 'SELECT `a'])('%s has no end', (script) =>
    expect(() => splitStatements(script)).toThrow('has no end'),
  );
});

describe('renderStatements', () => {
  const script = `CREATE TABLE {{local t}} {{on_cluster}} (x Int8) ENGINE = {{engine MergeTree}} ORDER BY x
    TTL d + toIntervalDay({{expire_days}});
    {{distributed t cityHash64(x)}}; -- {{unknown}} in a comment`;

  test('on a node', () =>
    expect(renderStatements(script, node)).toEqual([
      'CREATE TABLE `otel`.`t`  (x Int8) ENGINE = MergeTree ORDER BY x\n    TTL d + toIntervalDay(31)',
    ]));

  test('on a cluster', () =>
    expect(renderStatements(script, cluster)).toEqual([
      "CREATE TABLE `otel`.`t_local` ON CLUSTER `maple` (x Int8) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}') ORDER BY x\n    TTL d + toIntervalDay(31)",
      "CREATE TABLE IF NOT EXISTS `otel`.`t` ON CLUSTER `maple` AS `otel`.`t_local`\nENGINE = Distributed('maple', 'otel', 't_local', cityHash64(x))",
    ]));

  test('arguments of an engine follow the replica', () =>
    expect(renderStatements('{{engine ReplacingMergeTree(version, gone)}}', cluster)).toEqual([
      "ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, gone)",
    ]));

  test('both repeats a statement for the Distributed table', () => {
    const alter = 'ALTER TABLE {{both t}} {{on_cluster}} ADD COLUMN IF NOT EXISTS y Int8';
    expect(renderStatements(alter, node)).toEqual([
      'ALTER TABLE `otel`.`t`  ADD COLUMN IF NOT EXISTS y Int8',
    ]);
    expect(renderStatements(alter, cluster)).toEqual([
      'ALTER TABLE `otel`.`t_local` ON CLUSTER `maple` ADD COLUMN IF NOT EXISTS y Int8',
      'ALTER TABLE `otel`.`t` ON CLUSTER `maple` ADD COLUMN IF NOT EXISTS y Int8',
    ]);
  });

  test('names are quoted', () => {
    const target = { database: 'a`b', cluster: "it's`c", retentionDays: 1 };
    expect(renderStatements('DROP {{database}} {{on_cluster}}; {{distributed t rand()}}', target)).toEqual([
      "DROP `a\\`b` ON CLUSTER `it's\\`c`",
      "CREATE TABLE IF NOT EXISTS `a\\`b`.`t` ON CLUSTER `it's\\`c` AS `a\\`b`.`t_local`\nENGINE = Distributed('it\\'s`c', 'a`b', 't_local', rand())",
    ]);
  });

  test.each(['{{locale t}}', '{{local}}', '{{distributed t}}', '{{database x}}'])(
    '%s is refused',
    (placeholder) => expect(() => renderStatements(`SELECT ${placeholder}`, node)).toThrow(placeholder),
  );
});
