// One run of the demo: walks the slices of time, releases what is over, and says how far it is.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Options, SIGNALS } from './args.ts';
import { Batcher } from './batches.ts';
import type { Piece } from './model.ts';
import { Sender } from './send.ts';
import { SLICE_US, Traffic } from './traffic.ts';

interface Surroundings {
  /** Aborted: stop cleanly. */
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Progress, a line at a time. */
  readonly print: (line: string) => void;
}

const TICK_MS = 500;
const PROGRESS_MS = 5000;

/** Sends what the options ask for. Resolves at the end of the backfill or when stopped; rejects when the receiver refuses. */
export async function run(options: Options, { signal, nowMs, print }: Surroundings): Promise<void> {
  const say = options.quiet ? () => undefined : print;
  const sender = new Sender({ ...options, signal, onTrouble: print });
  const traffic = new Traffic(options.seed);
  const batcher = new Batcher(options.signals);
  const startedMs = nowMs();
  const fromUs = startedMs * 1000 - options.sinceUs;
  const rate =
    options.records === undefined
      ? options.rate
      : traffic.rateFor(options.records, options.signals, fromUs, startedMs * 1000);
  let toldMs = startedMs;
  let held: Piece[] = [];

  const release = async (untilUs: number): Promise<void> => {
    const rest: Piece[] = [];
    for (const piece of held) {
      if (piece.endUs > untilUs) rest.push(piece);
      else for (const item of batcher.add(piece)) await sender.send(item);
    }
    held = rest;
  };
  const progress = (index: number): void => {
    if (nowMs() - toldMs < PROGRESS_MS) return;
    toldMs = nowMs();
    say(
      `${new Date((index * SLICE_US) / 1000).toISOString().slice(0, 19)}Z  ${summary(sender, toldMs - startedMs)}`,
    );
  };

  try {
    for (let index = Math.floor(fromUs / SLICE_US); !signal.aborted; index++) {
      // Live: the slice is made when it begins, and its pieces are held until they are over.
      while (index * SLICE_US > nowMs() * 1000 && !signal.aborted && options.live) {
        await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
        await release(nowMs() * 1000);
        for (const item of batcher.flush()) await sender.send(item);
        progress(index);
      }
      if (!options.live && index * SLICE_US >= startedMs * 1000) break;
      for (const piece of traffic.slice(index, rate)) {
        if (piece.endUs <= nowMs() * 1000) for (const item of batcher.add(piece)) await sender.send(item);
        else if (options.live) held.push(piece);
      }
      await release(nowMs() * 1000);
      progress(index);
    }
    for (const item of batcher.flush()) await sender.send(item);
    await sender.drain();
    say(`done  ${summary(sender, nowMs() - startedMs)}`);
  } finally {
    sender.close();
  }
}

function summary(sender: Sender, tookMs: number): string {
  const { records, rejected, retries, bytes } = sender.stats;
  const total = SIGNALS.reduce((sum, name) => sum + records[name], 0);
  const parts = SIGNALS.map((name) => `${records[name].toLocaleString('en')} ${name}`);
  if (rejected > 0) parts.push(`${rejected.toLocaleString('en')} rejected`);
  if (retries > 0) parts.push(`${retries.toLocaleString('en')} retries`);
  const perSecond = Math.round((total * 1000) / Math.max(1, tookMs));
  return `${parts.join(', ')} (${perSecond.toLocaleString('en')}/s, ${(bytes / 1e6).toFixed(1)} MB)`;
}
