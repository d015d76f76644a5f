// Live tail: who listens to what. Listeners of the same search of the same team share one poll.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { type SourceOpener, withSource } from '#app/lib/clickhouse/open-source.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import type { LogTailRequest } from './schema.ts';
import type { Arrivals } from './tail-arrivals.server.ts';
import { TailPoll } from './tail-poll.server.ts';
import { encodeRow, TailStream } from './tail-stream.server.ts';

interface TailOptions {
  /** Fires when the client is gone. */
  readonly signal?: AbortSignal;
  /** The id of the last row that the client got from a stream that broke off: what it missed since comes first. */
  readonly lastEventId?: string | null;
}

export interface Tails {
  /**
   * A stream of server-sent events: `log`, `dropped`, `error`, `resumed`. Resolves when everything that is stored from then
   * on will be in it. Throws what is wrong with the search, and `rate_limited` when the team follows too much at once.
   */
  open(tenant: Tenant, request: LogTailRequest, options?: TailOptions): Promise<ReadableStream<Uint8Array>>;
  /** Ends all streams, and takes no new ones. */
  stop(): void;
}

interface TailsOptions {
  readonly sources: SourceOpener;
  readonly arrivals: Arrivals;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly mostStreams?: number;
  readonly mostSearches?: number;
  readonly beatMs?: number;
  /** How often rows are looked for that others than this process have stored. */
  readonly sweepMs?: number;
}

/** One search that somebody listens to. */
interface Channel {
  readonly key: string;
  readonly teamId: string;
  readonly poll: TailPoll;
  readonly ready: Promise<void>;
  readonly streams: Set<TailStream>;
  /** Why it gets no rows at the moment; who comes later should know too. */
  trouble: AppError | undefined;
}

/** Of one team. A stream costs a connection, a different search costs the engine. */
const MOST_STREAMS = 250;
const MOST_SEARCHES = 25;
/** Proxies end connections on which nothing happens. */
const BEAT_MS = 15_000;

export function createTails(options: TailsOptions): Tails {
  const { sources, arrivals, now = Date.now } = options;
  const { mostStreams = MOST_STREAMS, mostSearches = MOST_SEARCHES, beatMs = BEAT_MS } = options;
  const channels = new Map<string, Channel>();
  const streamsOf = new Map<string, number>();
  let isStopped = false;

  function channelOf(tenant: Tenant, request: LogTailRequest): Channel {
    const key = JSON.stringify([tenant.teamId, request.source, request.language, request.query]);
    const found = channels.get(key);
    if (found) return found;
    const searches = [...channels.values()].filter(({ teamId }) => teamId === tenant.teamId).length;
    if (searches >= mostSearches) throw tooMany(`${mostSearches} different searches are`);
    const streams = new Set<TailStream>();
    const poll = new TailPoll({
      open: () =>
        withSource(sources, tenant, request.source, async (opened) => {
          const { condition } = await searchCondition(request, { ...opened, signal: undefined });
          return { ...opened, condition };
        }),
      arrivals,
      now,
      sweepMs: options.sweepMs,
      listener: {
        onRows: (rows) => {
          const encoded = rows.map(encodeRow);
          for (const stream of streams) stream.push(encoded);
        },
        onDropped: (count) => {
          for (const stream of streams) stream.drop(count);
        },
        onTrouble: (error) => {
          channel.trouble = error;
          for (const stream of streams) stream.trouble(error);
        },
        onResumed: () => {
          channel.trouble = undefined;
          for (const stream of streams) stream.resumed();
        },
        onEnd: (error) => {
          drop(channel);
          for (const stream of streams) stream.end(error);
        },
      },
    });
    const channel: Channel = {
      key,
      teamId: tenant.teamId,
      poll,
      ready: poll.start(),
      streams,
      trouble: undefined,
    };
    channels.set(key, channel);
    // Nobody may be left to hear of it; who waits for it does.
    channel.ready.catch(() => drop(channel));
    return channel;
  }

  /** The next one who follows the same search begins anew, unless somebody has already. */
  function drop(channel: Channel): void {
    if (channels.get(channel.key) === channel) channels.delete(channel.key);
  }

  /** A poll nobody listens to stops, unless somebody is about to. */
  function release(channel: Channel): void {
    if (channel.streams.size > 0) return;
    drop(channel);
    channel.poll.stop();
  }

  function count(teamId: string, change: 1 | -1): void {
    const streams = (streamsOf.get(teamId) ?? 0) + change;
    if (streams === 0) streamsOf.delete(teamId);
    else streamsOf.set(teamId, streams);
  }

  function connect(channel: Channel): TailStream {
    const { teamId } = channel;
    count(teamId, 1);
    const stream = new TailStream(() => {
      clearInterval(timer);
      channel.streams.delete(stream);
      count(teamId, -1);
      release(channel);
    });
    channel.streams.add(stream);
    const timer = setInterval(() => stream.beat(), beatMs);
    return stream;
  }

  return {
    async open(tenant, request, { signal, lastEventId } = {}) {
      if (isStopped) throw stopping();
      if ((streamsOf.get(tenant.teamId) ?? 0) >= mostStreams) throw tooMany(`${mostStreams} streams are`);
      const channel = channelOf(tenant, request);
      const stream = connect(channel);
      signal?.addEventListener('abort', () => stream.close(), { once: true });
      try {
        await channel.ready;
        if (lastEventId) {
          stream.beginCatchUp();
          const { rows, dropped } = await channel.poll.missedSince(lastEventId);
          stream.catchUp(rows.map(encodeRow));
          if (dropped > 0) stream.drop(dropped);
        }
        signal?.throwIfAborted();
      } catch (error) {
        stream.close();
        throw error;
      }
      if (channel.trouble) stream.trouble(channel.trouble);
      return stream.body;
    },

    stop() {
      isStopped = true;
      for (const { poll, streams } of channels.values()) {
        poll.stop();
        for (const stream of streams) stream.end();
      }
      channels.clear();
    },
  };
}

function tooMany(what: string): AppError {
  return new AppError('rate_limited', `Your team follows too much at once: ${what} the most.`, {
    hint: 'Close a live tail that nobody looks at.',
    retryAfter: 10,
  });
}

function stopping(): AppError {
  return new AppError('unavailable', 'Maple is shutting down.', { retryAfter: 5 });
}
