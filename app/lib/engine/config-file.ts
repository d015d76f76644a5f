// The configuration the engine opens with: memory, caches and background work sized for a laptop.

/** Memory for one query, as a share of the whole engine's: two heavy queries cannot starve inserts and merges. */
const QUERY_SHARE = 0.6;
/** Caches together stay below about an eighth of the memory. */
const CACHE_SHARE = 1 / 40;
const MIB = 1024 * 1024;

/**
 * The engine's server configuration as XML. Pools are small because an embedded engine shares its machine; nothing here
 * makes a system log table, because those grow without anybody reading them.
 *
 * @param memoryBytes the most memory the engine may use, all queries, inserts and merges together
 * @param usersPath the file with the users and their grants
 */
export function engineConfig(memoryBytes: number, usersPath: string): string {
  const cache = Math.round(Math.min(128 * MIB, Math.max(8 * MIB, memoryBytes * CACHE_SHARE)));
  const values: Record<string, number | string> = {
    users_config: usersPath,
    max_server_memory_usage: Math.floor(memoryBytes),
    mark_cache_size: cache,
    index_mark_cache_size: cache,
    primary_index_cache_size: cache,
    query_condition_cache_size: Math.min(cache, 32 * MIB),
    compiled_expression_cache_size: 16 * MIB,
    uncompressed_cache_size: 0,
    index_uncompressed_cache_size: 0,
    mmap_cache_size: 100,
    background_pool_size: 2,
    background_merges_mutations_concurrency_ratio: 2,
    background_common_pool_size: 2,
    background_move_pool_size: 1,
    background_fetches_pool_size: 1,
    background_schedule_pool_size: 4,
    max_thread_pool_size: 1000,
    max_thread_pool_free_size: 32,
    // A table that cannot be loaded is an error at the start, not at the first query.
    async_load_databases: 'false',
  };
  // ClickHouse's own defaults assume 32 background tasks: with four, mutations would never start and parts would stop
  // being merged while they are small.
  const mergeTree: Record<string, number> = {
    number_of_free_entries_in_pool_to_lower_max_size_of_merge: 2,
    number_of_free_entries_in_pool_to_execute_mutation: 2,
    number_of_free_entries_in_pool_to_execute_optimize_entire_partition: 2,
  };
  return `<clickhouse>\n${xml(values)}\n<merge_tree>\n${xml(mergeTree)}\n</merge_tree>\n</clickhouse>\n`;
}

/** Settings that every query starts with; the request's own settings and its SETTINGS clause override them. */
export function defaultSettings(memoryBytes: number): Readonly<Record<string, string>> {
  return {
    max_memory_usage: String(Math.floor(memoryBytes * QUERY_SHARE)),
    // `1 + 1` is a mistake on a server, and so it is here.
    implicit_select: '0',
    log_queries: '0',
    // Who stands back behind others (`priority`) goes on by a block this often: slowly, but not never.
    low_priority_query_wait_time_ms: '200',
    // Two more threads per query cost a small one a quarter of its time; only exports of millions of rows gain.
    output_format_parallel_formatting: '0',
  };
}

function xml(values: Readonly<Record<string, number | string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `  <${name}>${value}</${name}>`)
    .join('\n');
}
