// Transactions that write: SQLite's lock is theirs from the start, so that what they read still holds when they write.
import type { Database } from './db.server.ts';

export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** Runs a change as one transaction and answers what it returns; what it throws undoes it. It must not wait for anything. */
export function immediately<Result>(db: Database, change: (tx: Transaction) => Result): Result {
  return db.transaction(change, { behavior: 'immediate' });
}
