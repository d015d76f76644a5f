// How far a statement is: asked of the embedded engine by its own path, of a server by its table of processes.
import type { Agent } from 'node:http';
import { z } from 'zod';
import { isLoopbackHost } from '#app/lib/net/loopback.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import type { ClickHouse } from './client.server.ts';

/** How far a running statement is. */
export interface StatementProgress {
  readonly rowsRead: number;
  /** What the engine expects to read in all; 0 while it does not know. */
  readonly totalRows: number;
  readonly elapsedMs: number;
  /** Bytes that it holds just now. */
  readonly memoryBytes: number;
}

interface Connection {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** What makes the connections, when not every address may be connected to. */
  readonly agent?: Agent;
  readonly query: ClickHouse['query'];
}

/** What the embedded engine calls itself in every answer. */
const EMBEDDED = 'maple';
const PATIENCE_MS = 2_000;

// Numbers of 64 bits may come as text.
const counters = z.object({
  elapsed: z.coerce.number().default(0),
  read_rows: z.coerce.number().default(0),
  total_rows_approx: z.coerce.number().default(0),
  memory_usage: z.coerce.number().default(0),
});

/**
 * Makes the asker for one ClickHouse. It finds out by itself which kind it talks to: the embedded one is on loopback. A server
 * with an agent is only ever reached through it, so it is asked like any other.
 */
export function progressOf(
  connection: Connection,
): (queryId: string) => Promise<StatementProgress | undefined> {
  let isServer = connection.agent !== undefined || !isLoopbackHost(new URL(connection.url).hostname);
  return async (queryId) => {
    if (!isServer) {
      const answer = await ofEngine(connection, queryId);
      if (answer !== 'not embedded') return answer;
      isServer = true;
    }
    return ofServer(connection, queryId);
  };
}

/** The embedded engine keeps these lookups apart from its queries, so they answer also when all of its slots are taken. */
async function ofEngine(
  { url, user, password }: Connection,
  queryId: string,
): Promise<StatementProgress | undefined | 'not embedded'> {
  const response = await fetch(`${url.replace(/\/$/, '')}/progress?query_id=${encodeURIComponent(queryId)}`, {
    headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password },
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'error',
  });
  const body = await response.text();
  if (response.headers.get('x-clickhouse-server-display-name') !== EMBEDDED) return 'not embedded';
  return response.ok ? toProgress(counters.parse(JSON.parse(body))) : undefined;
}

async function ofServer({ query }: Connection, queryId: string): Promise<StatementProgress | undefined> {
  const { rows } = await query<z.input<typeof counters>>(
    sql`SELECT elapsed, read_rows, total_rows_approx, memory_usage FROM system.processes WHERE query_id = ${str(queryId)}`,
    { settings: { max_execution_time: PATIENCE_MS / 1000 } },
  );
  return rows[0] && toProgress(counters.parse(rows[0]));
}

function toProgress(counted: z.output<typeof counters>): StatementProgress {
  return {
    rowsRead: counted.read_rows,
    totalRows: counted.total_rows_approx,
    elapsedMs: counted.elapsed * 1000,
    // The engine's own account can be below zero for a moment.
    memoryBytes: Math.max(0, counted.memory_usage),
  };
}
