// What a live tail on the screen holds outside of React: the connection, its rows, and one update per frame.
import type { UserError } from '#app/lib/core/user-error.ts';
import type { LogTailRequest } from '#app/lib/logs/schema.ts';
import { NO_CONTENT, TailBuffer, type TailContent } from './tail-buffer.ts';
import { type ConnectionState, connectTail } from './tail-connection.ts';

interface Snapshot {
  readonly content: TailContent;
  readonly connection: ConnectionState;
  readonly error: UserError | undefined;
  readonly ratePerSecond: number;
}

const NOTHING: Snapshot = {
  content: NO_CONTENT,
  connection: 'connecting',
  error: undefined,
  ratePerSecond: 0,
};

/** Nobody looks at a hidden tab; browsers also open only six connections to one server. */
const HIDDEN_MS = 60_000;
const RATE_EVERY_MS = 1_000;
/** Seconds that the rate is the mean of. */
const RATE_WINDOW = 5;

/** One live tail. For `useSyncExternalStore`: `subscribe` and `snapshot`. */
export class TailStore {
  #buffer = new TailBuffer();
  #snapshot = NOTHING;
  #request: LogTailRequest | undefined;
  /** Of the last row that came: from there on a new connection goes on. */
  #lastId = '';
  #disconnect: (() => void) | undefined;
  #frame: number | undefined;
  #rateTimer: ReturnType<typeof setInterval> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  #perSecond: number[] = [];
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.#snapshot;

  start(request: LogTailRequest): void {
    this.stop();
    this.#buffer.clear();
    this.#request = request;
    this.#connect();
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#rateTimer = setInterval(this.#measure, RATE_EVERY_MS);
  }

  /** Disconnects and forgets the rows. */
  stop(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    clearInterval(this.#rateTimer);
    clearTimeout(this.#hiddenTimer);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#disconnect?.();
    this.#disconnect = undefined;
    this.#request = undefined;
    this.#lastId = '';
    this.#perSecond = [];
    this.#buffer = new TailBuffer();
    this.#set(NOTHING);
  }

  hold(isHeld: boolean): void {
    this.#buffer.hold(isHeld);
    this.#show();
  }

  readonly clear = (): void => {
    this.#buffer.clear();
    this.#show();
  };

  readonly retry = (): void => {
    if (this.#request !== undefined) this.#connect();
  };

  #connect(): void {
    const request = this.#request;
    if (request === undefined) return;
    this.#disconnect?.();
    this.#disconnect = connectTail(request, this.#lastId, {
      onRows: (rows) => {
        this.#lastId = rows.at(-1)?.id ?? '';
        if (this.#buffer.push(rows) > 0) this.#show();
      },
      onDropped: (count) => {
        this.#buffer.drop(count);
        this.#show();
      },
      onState: (connection, error) => this.#set({ ...this.#snapshot, connection, error }),
    });
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === 'hidden') {
      this.#hiddenTimer = setTimeout(() => {
        this.#disconnect?.();
        this.#disconnect = undefined;
        this.#set({ ...this.#snapshot, connection: 'reconnecting' });
      }, HIDDEN_MS);
    } else if (this.#disconnect === undefined) this.#connect();
    else this.#show();
  };

  readonly #measure = (): void => {
    this.#perSecond = [this.#buffer.takeReceived(), ...this.#perSecond].slice(0, RATE_WINDOW);
    const sum = this.#perSecond.reduce((total, count) => total + count, 0);
    const ratePerSecond = sum / this.#perSecond.length;
    if (ratePerSecond !== this.#snapshot.ratePerSecond) this.#set({ ...this.#snapshot, ratePerSecond });
  };

  /** However many rows come, the page is drawn once per frame; a hidden tab has no frames, and its buffer a bound. */
  #show(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      const content = this.#buffer.content();
      if (content !== this.#snapshot.content) this.#set({ ...this.#snapshot, content });
    });
  }

  #set(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
