// An operation that ends when whoever asked may no longer: a statement runs for a minute after its key is revoked otherwise.
import { isAccessRefused, toAppError } from '../core/errors.ts';

/** How long, in milliseconds, an operation or an answer goes on after its key is revoked or its reader has left the team. */
export const RECHECK_MS = 500;

interface OperationAccess {
  /** Rejects when the operation must end. */
  readonly check: () => Promise<unknown>;
  /** Milliseconds between two checks, and before the first: short operations are not asked about again. */
  readonly everyMs: number;
  /** Ends the operation too, e.g. when the client goes away. */
  readonly signal?: AbortSignal;
}

/**
 * What `run` answers, unless `check` rejects first: its signal is aborted then, and the rejection thrown at once, whether or not the
 * operation heeds its signal. What it answers later goes to `discard`.
 */
export async function runWhileAllowed<Result>(
  { check, everyMs, signal }: OperationAccess,
  run: (signal: AbortSignal) => Promise<Result> | Result,
  discard: (late: Result) => unknown,
): Promise<Result> {
  const ended = new AbortController();
  const refused = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const askLater = () => {
    timer = setTimeout(() => {
      check().then(() => {
        if (timer !== undefined) askLater();
      }, end);
    }, everyMs);
  };
  const end = (refusal: unknown) => {
    ended.abort(refusal);
    refused.reject(refusal);
  };
  // Nobody may be waiting for it any more.
  refused.promise.catch(() => undefined);
  askLater();
  try {
    const endable = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
    const running = Promise.resolve(run(endable));
    // Once access has ended nobody is told how it failed, nor that what is discarded could not be.
    running.then((late) => (ended.signal.aborted ? discard(late) : undefined)).catch(() => undefined);
    return await Promise.race([refused.promise, running]);
  } finally {
    clearTimeout(timer);
    timer = undefined;
  }
}

/** A check that finds out again who asks, and rejects when that is refused; whoever cannot be asked at the moment is asked again. */
export function recheck(identify: () => Promise<unknown>): () => Promise<void> {
  return async () => {
    const refusal = await identify().then(() => undefined, toAppError);
    if (refusal !== undefined && isAccessRefused(refusal.code)) throw refusal;
  };
}
