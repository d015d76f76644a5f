// Rows as they arrive: the hook that a screen uses for live tail.
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { UserError } from '#app/lib/core/user-error.ts';
import type { LogRow, LogTailRequest } from '#app/lib/logs/schema.ts';
import { TailStore } from './tail-store.ts';

export type TailState = 'connecting' | 'live' | 'paused' | 'reconnecting' | 'error';

interface TailOptions {
  /** What to follow; the time range plays no part. */
  readonly search: LogTailRequest;
  /** Off: not connected, no rows. */
  readonly live: boolean;
  /** Whether the newest rows are in view. While they are not, new rows are held back, so that what one reads stays. */
  readonly atTop: boolean;
}

export interface Tail {
  /** Newest first, at most 5,000; the same array until something changes. */
  readonly rows: readonly LogRow[];
  /** Rows that are held back, by a pause or because the newest are not in view. */
  readonly newCount: number;
  /** Rows that came and will not be shown: faster than the screen, or held back for too long. */
  readonly dropped: number;
  /** Matching rows that arrive, over the last few seconds. */
  readonly ratePerSecond: number;
  readonly state: TailState;
  /** Why it is reconnecting, or cannot follow at all. */
  readonly error: UserError | undefined;
  /** Holds new rows back. */
  readonly pause: () => void;
  /** Shows what was held back and goes on. */
  readonly resume: () => void;
  /** Forgets the rows that are shown and held back, and the count of dropped ones. */
  readonly clear: () => void;
  /** Connects again after an error. */
  readonly retry: () => void;
}

/** Follows a search while `live`. A new search begins with no rows; a hidden tab disconnects after a minute. */
export function useTail({ search, live, atTop }: TailOptions): Tail {
  const store = useMemo(() => new TailStore(), []);
  const { query, language, source } = search;
  const [isPaused, setPaused] = useState(false);
  const key = JSON.stringify([query, language, source, live]);
  const [pausedKey, setPausedKey] = useState(key);
  // A pause belongs to the search that it was made in.
  if (pausedKey !== key) {
    setPausedKey(key);
    setPaused(false);
  }
  useEffect(() => {
    if (!live) return;
    store.start({ query, language, source });
    return () => store.stop();
  }, [store, live, query, language, source]);
  const isHeld = isPaused || !atTop;
  useEffect(() => store.hold(isHeld), [store, isHeld]);
  const { content, connection, error, ratePerSecond } = useSyncExternalStore(
    store.subscribe,
    store.snapshot,
    store.snapshot,
  );
  return {
    ...content,
    ratePerSecond,
    error,
    state: stateOf(connection, isPaused),
    pause: useCallback(() => setPaused(true), []),
    resume: useCallback(() => setPaused(false), []),
    clear: store.clear,
    retry: store.retry,
  };
}

function stateOf(connection: ReturnType<TailStore['snapshot']>['connection'], isPaused: boolean): TailState {
  if (connection === 'failed') return 'error';
  if (connection === 'trouble' || connection === 'reconnecting') return 'reconnecting';
  if (isPaused) return 'paused';
  return connection;
}
