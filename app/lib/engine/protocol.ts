// What the engine process and its supervisor agree on.

/** Queries that run at once; more wait. Each holds a thread of Node's pool while it runs. */
export const PARALLEL_QUERIES = 16;

/** Threads beside those of the queries: cancelling, progress, compression and files. */
export const SPARE_THREADS = 12;

/** What the engine process says once, over IPC. */
export type Report =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'failed' /** One line for the user. */; readonly message: string };

/** What the supervisor asks over IPC, and the engine process answers with the same. */
export const HEARTBEAT = { type: 'heartbeat' } as const;

/** Whether a message over IPC is the question, or its answer. */
export function isHeartbeat(message: unknown): boolean {
  return (message as { type?: unknown } | null)?.type === HEARTBEAT.type;
}
