// The engine of the schema benchmarks, inside their own process, so that its CPU time can be read: other programs on the
// machine change that less than they change the time that passes.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { renderStatements } from '#app/lib/clickhouse/migrations-render.ts';
import { median } from './lib/median.ts';

const MIGRATIONS = join(import.meta.dirname, '..', 'clickhouse', 'migrations');

/** What the engine's own process sets; without it the engine takes what the machine has. */
const CONFIG = `<clickhouse>
  <max_server_memory_usage>${5 * 1024 ** 3}</max_server_memory_usage>
  <mark_cache_size>134217728</mark_cache_size><index_mark_cache_size>134217728</index_mark_cache_size>
  <background_pool_size>2</background_pool_size>
  <merge_tree>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>2</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_mutation>2</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>2</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>
</clickhouse>`;

export interface BenchEngine {
  /** Runs a statement; its rows as tab-separated text. */
  run(text: string): string;
  /** Bytes that a statement reads. */
  bytesRead(text: string): number;
  /** CPU milliseconds of a statement, all threads, median of `repeats`. */
  cpuMs(text: string, repeats?: number): number;
  close(): void;
}

/** Opens an engine on an empty directory, which `close` removes. */
export function openBenchEngine(): BenchEngine {
  const directory = mkdtempSync(join(tmpdir(), 'maple-bench-schema-'));
  const config = join(directory, 'config.xml');
  writeFileSync(config, CONFIG);
  const session = new Session(join(directory, 'data'), { connectionArgs: [`--config-file=${config}`] });
  const run = (text: string) => session.query(text, 'TSVRaw').trim();
  return {
    run,
    bytesRead: (text) => JSON.parse(session.query(text, 'JSON')).statistics.bytes_read,
    cpuMs(text, repeats = 1) {
      const once = () => {
        const start = process.cpuUsage();
        run(text);
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1000;
      };
      return median(Array.from({ length: repeats }, once));
    },
    close() {
      session.cleanup();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The statements of all migrations for a database of one node that never expires. */
export function migrationsFor(database: string): string[] {
  const target = { database, cluster: undefined, retentionDays: 36_500 };
  return readdirSync(MIGRATIONS)
    .sort()
    .flatMap((name) => renderStatements(readFileSync(join(MIGRATIONS, name), 'utf8'), target));
}
