// What clients of the engine may do, as the engine's own grants: everything with its own tables, nothing outside of them.

const PRIVILEGES = [
  'SHOW, SELECT, INSERT, ALTER, CHECK, DROP, UNDROP TABLE, TRUNCATE, OPTIMIZE, KILL QUERY, INTROSPECTION, dictGet',
  'CREATE DATABASE, CREATE TABLE, CREATE VIEW, CREATE TEMPORARY TABLE, CREATE FUNCTION',
  'SYSTEM FLUSH, SYSTEM SYNC REPLICA, SYSTEM JEMALLOC, SYSTEM DROP CACHE, SYSTEM MERGES, SYSTEM TTL MERGES',
].join(', ');

const MERGE_TREES = ['', 'Replacing', 'Summing', 'Aggregating', 'Collapsing', 'VersionedCollapsing'];

/** Engines of tables and databases that keep their data in the engine's own directory, or none. */
export const ALLOWED_ENGINES: readonly string[] = [
  ...MERGE_TREES.map((kind) => `${kind}MergeTree`),
  'CoalescingMergeTree',
  'GraphiteMergeTree',
  ...['Memory', 'Null', 'Buffer', 'Set', 'Join', 'Merge', 'Alias', 'GenerateRandom'],
  ...['Log', 'TinyLog', 'StripeLog', 'View', 'MaterializedView', 'WindowView'],
  ...['Atomic', 'Ordinary'],
];

/**
 * The engine's users as XML: one, without a password. Sources (files, other servers, programs), other engines and
 * stopping the engine are not granted, so what a later version adds of them is refused too.
 */
export function engineUsers(): string {
  const engines = ALLOWED_ENGINES.map((name) => `TABLE ENGINE ON ${name}`).join(', ');
  const grants = [`GRANT ${PRIVILEGES} ON *.*`, `GRANT ${engines}`];
  return `<clickhouse>
<profiles><default></default></profiles>
<quotas><default></default></quotas>
<users><default>
  <password></password>
  <networks><ip>::/0</ip></networks>
  <profile>default</profile>
  <quota>default</quota>
  <grants>${grants.map((grant) => `<query>${grant}</query>`).join('')}</grants>
</default></users>
</clickhouse>
`;
}
