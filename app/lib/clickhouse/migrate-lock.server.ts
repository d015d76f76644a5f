// One migrator at a time: a lease in ClickHouse that a crashed holder loses by itself.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { AppError } from '#app/lib/core/errors.ts';
import { type Fragment, ident, int, raw, sql, str } from '#app/lib/sql/sql.ts';
import type { ClickHouse } from './client.server.ts';
import { onCluster } from './migrations-render.ts';

/** How long a holder that shows no sign of life keeps the lock, in seconds. */
const LEASE_SECONDS = 30;
const RENEW_MS = (LEASE_SECONDS * 1000) / 3;
const POLL_MS = 250;

export interface LockOptions {
  readonly clickhouse: ClickHouse;
  readonly database: string;
  readonly cluster: string | undefined;
  /** Milliseconds to wait for another holder. */
  readonly waitMs?: number;
  /** Who asks; made up from this process when not given. */
  readonly holder?: string;
  /** Asked between attempts: true when there is nothing left to do, so that waiting ends without the lock. */
  done?(): Promise<boolean>;
}

export interface Lock {
  /** Throws AppError `conflict` when the lease was lost, e.g. because this process was suspended for too long. */
  check(): void;
  release(): Promise<void>;
}

interface Term {
  readonly term: number;
  readonly holder: string;
  readonly expired: boolean;
}

/**
 * Takes the schema lock of a database; undefined when `done` said so while another holder had it.
 * Throws AppError `unavailable` when it is still held after `waitMs`.
 *
 * The lock is a list of terms. A term is claimed by an insert whose deduplication token is the term's number: ClickHouse
 * keeps the first insert of a token and drops the others, on one node and (through Keeper) on a cluster, so of many who claim
 * a term at once exactly one finds its own name in it afterwards.
 */
export async function acquireLock(options: LockOptions): Promise<Lock | undefined> {
  const holder = options.holder ?? thisProcess();
  const deadline = Date.now() + (options.waitMs ?? 300_000);
  await createLockTable(options);
  for (;;) {
    const current = await currentTerm(options);
    if (current.expired || isDead(current.holder, holder)) {
      const term = current.term + 1;
      await write(options, { term, holder, released: false, token: `term-${term}` });
      if ((await currentTerm(options, term)).holder === holder) return hold(options, term, holder);
      continue;
    }
    if ((await options.done?.()) === true) return undefined;
    if (Date.now() > deadline)
      throw new AppError(
        'unavailable',
        `The schema of the database ${options.database} is locked by ${current.holder}: another Maple is changing it.`,
        { retryAfter: LEASE_SECONDS },
      );
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** This process as a lock holder: machine, process id and a random part, which differs after a restart. */
export function thisProcess(): string {
  return `${machine()}:${process.pid}:${randomUUID()}`;
}

/** Whether a holder is a process of this machine that is gone, so that nobody has to wait for its lease to end. */
function isDead(holder: string, own: string): boolean {
  const [where, pid] = holder.split(':');
  if (where !== machine() || holder === own) return false;
  // The same process id with another random part: a container that was restarted.
  if (Number(pid) === process.pid) return !liveHolders.has(holder);
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Holders inside this process: two migrations may run in it at once. */
const liveHolders = new Set<string>();

function machine(): string {
  try {
    return `${hostname()}/${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)}`;
  } catch {
    return hostname();
  }
}

function hold(options: LockOptions, term: number, holder: string): Lock {
  let lost = false;
  let renewedAt = Date.now();
  liveHolders.add(holder);
  const renewal = setInterval(async () => {
    try {
      await write(options, { term, holder, released: false, token: randomUUID() });
      renewedAt = Date.now();
      lost ||= (await currentTerm(options)).term !== term;
    } catch {
      // The next renewal tries again; check() notices when none came through in time.
    }
  }, RENEW_MS);
  renewal.unref();
  return {
    check() {
      if (lost || Date.now() - renewedAt > LEASE_SECONDS * 1000)
        throw new AppError('conflict', `The schema lock of the database ${options.database} was lost.`);
    },
    async release() {
      clearInterval(renewal);
      liveHolders.delete(holder);
      await write(options, { term, holder, released: true, token: randomUUID() });
    },
  };
}

function lockTable({ database }: LockOptions): Fragment {
  return ident(database, 'maple_schema_lock');
}

async function createLockTable(options: LockOptions): Promise<void> {
  const engine =
    options.cluster === undefined
      ? 'MergeTree ORDER BY term SETTINGS non_replicated_deduplication_window = 1000'
      : everywhere('ORDER BY term');
  await options.clickhouse.command(
    sql`CREATE TABLE IF NOT EXISTS ${lockTable(options)} ${raw(onCluster(options.cluster))}
      (term UInt64, holder String, released Bool, expires_at DateTime64(3)) ENGINE = ${raw(engine)}`,
  );
}

/** A table that is the same on every host of the cluster: all shards are replicas of one. */
export function everywhere(orderBy: string): string {
  return `ReplicatedMergeTree('/clickhouse/tables/all/{database}/{table}', '{shard}-{replica}') ${orderBy}`;
}

async function currentTerm(options: LockOptions, only?: number): Promise<Term> {
  if (options.cluster !== undefined)
    await options.clickhouse.command(sql`SYSTEM SYNC REPLICA ${lockTable(options)}`);
  const which = only === undefined ? sql`(SELECT max(term) FROM ${lockTable(options)})` : sql`${int(only)}`;
  const { rows } = await options.clickhouse.query<{ current: string; holder: string; expired: 0 | 1 }>(
    sql`SELECT max(term) AS current, any(holder) AS holder, max(released) OR max(expires_at) < now64(3) AS expired
      FROM ${lockTable(options)} WHERE term = ${which}`,
  );
  const row = rows[0];
  return {
    term: Number(row?.current ?? 0),
    holder: row?.holder ?? '',
    expired: Boolean(row?.expired ?? true),
  };
}

async function write(
  options: LockOptions,
  row: { term: number; holder: string; released: boolean; token: string },
): Promise<void> {
  await options.clickhouse.command(
    sql`INSERT INTO ${lockTable(options)} (term, holder, released, expires_at)
      SELECT ${int(row.term)}, ${str(row.holder)}, ${raw(String(row.released))}, now64(3) + toIntervalSecond(${int(LEASE_SECONDS)})`,
    { settings: { insert_deduplication_token: row.token, async_insert: 0 } },
  );
}
