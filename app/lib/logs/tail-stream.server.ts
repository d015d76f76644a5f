// One client of a live tail: a bounded queue of server-sent events that its connection empties as fast as it reads.
import type { AppError } from '#app/lib/core/errors.ts';

/** What waits for a slow reader; beyond it the oldest rows go, and are counted. */
const MOST_QUEUED_ROWS = 2_000;
const MOST_QUEUED_BYTES = 8 * 1024 ** 2;
/** Bytes that are handed to the connection at once. */
const PIECE_BYTES = 256 * 1024;

/** Rows that were found for a client that catches up come from the poll too, at its next look. */
const CATCH_UP_BEATS = 3;

const encoder = new TextEncoder();

/** One row as it is sent. Encoded once for all clients. */
export interface EncodedRow {
  readonly id: string;
  readonly bytes: Uint8Array;
}

export function encodeRow(row: { readonly id: string }): EncodedRow {
  return { id: row.id, bytes: encoder.encode(`id: ${row.id}\nevent: log\ndata: ${JSON.stringify(row)}\n\n`) };
}

/** The queue and the stream that reads it. Nothing is encoded or kept for a client beyond the bounds above. */
export class TailStream {
  readonly body: ReadableStream<Uint8Array>;
  #rows: EncodedRow[] = [];
  #bytes = 0;
  #dropped = 0;
  #notices: string[] = [];
  #isEnded = false;
  /** Ids of rows that must not be sent twice, while a client catches up, and for so many beats more. */
  #sent: Set<string> | undefined;
  #beatsLeft = 0;
  #wake: (() => void) | undefined;
  #onClose: (() => void) | undefined;

  /** `onClose` is called once: the client is gone, or the stream has ended. */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
    this.body = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const piece = await this.#next();
          if (piece !== undefined) return controller.enqueue(piece);
          if (this.#onClose === undefined) return;
          controller.close();
          this.close();
        },
        cancel: () => this.close(),
      },
      { highWaterMark: 0 },
    );
    // How soon an EventSource connects again, and something to send, so that the headers go out at once.
    this.#notices.push('retry: 1000\n: live\n\n');
  }

  /** The client was here before: until `catchUp`, what is sent is remembered. */
  beginCatchUp(): void {
    this.#sent = new Set();
    this.#beatsLeft = CATCH_UP_BEATS;
  }

  /** What the client has missed goes before all that waits; what is among both goes once. */
  catchUp(rows: readonly EncodedRow[]): void {
    const waiting = this.#rows;
    const fresh = rows.filter(({ id }) => !this.#sent?.has(id));
    this.#rows = [];
    this.#bytes = 0;
    for (const { id } of fresh) this.#sent?.add(id);
    this.#queue([...fresh, ...waiting]);
  }

  /** Rows in the order of sending. */
  push(rows: readonly EncodedRow[]): void {
    const fresh = rows.filter(({ id }) => !this.#sent?.has(id));
    for (const { id } of fresh) this.#sent?.add(id);
    this.#queue(fresh);
  }

  #queue(rows: readonly EncodedRow[]): void {
    for (const row of rows) {
      this.#rows.push(row);
      this.#bytes += row.bytes.length;
    }
    let excess = 0;
    while (this.#rows.length - excess > MOST_QUEUED_ROWS || this.#bytes > MOST_QUEUED_BYTES) {
      const row = this.#rows[excess];
      if (row === undefined) break;
      this.#bytes -= row.bytes.length;
      excess += 1;
    }
    if (excess > 0) this.#rows.splice(0, excess);
    this.#dropped += excess;
    this.#wake?.();
  }

  /** Rows that this client does not get. */
  drop(count: number): void {
    this.#dropped += count;
    this.#wake?.();
  }

  /** A comment that keeps the connection alive. */
  beat(): void {
    this.#beatsLeft -= 1;
    if (this.#beatsLeft <= 0) this.#sent = undefined;
    if (this.#notices.length === 0) this.#notice(': still here\n\n');
  }

  /** Says what is wrong; the stream stays. */
  trouble(error: AppError): void {
    this.#notice(eventText('error', error));
  }

  resumed(): void {
    this.#notice(eventText('resumed', {}));
  }

  /** Sends what waits, then the error if there is one, then ends. */
  end(error?: AppError): void {
    if (error) this.#notices.push(eventText('error', error));
    this.#isEnded = true;
    this.#wake?.();
  }

  /** Nobody reads any more. */
  close(): void {
    const onClose = this.#onClose;
    this.#onClose = undefined;
    this.#isEnded = true;
    this.#rows = [];
    this.#wake?.();
    onClose?.();
  }

  #notice(text: string): void {
    this.#notices.push(text);
    this.#wake?.();
  }

  /** The next bytes, as soon as there are some; undefined at the end. */
  async #next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece = this.#piece();
      if (piece !== undefined) return piece;
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  #piece(): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    if (this.#dropped > 0) {
      parts.push(encoder.encode(eventText('dropped', { dropped: this.#dropped })));
      this.#dropped = 0;
    }
    let bytes = 0;
    let taken = 0;
    for (const row of this.#rows) {
      if (taken > 0 && bytes + row.bytes.length > PIECE_BYTES) break;
      parts.push(row.bytes);
      bytes += row.bytes.length;
      taken += 1;
    }
    this.#rows.splice(0, taken);
    this.#bytes -= bytes;
    // An error is the last word only when all rows before it are out.
    if (this.#rows.length === 0) for (const text of this.#notices.splice(0)) parts.push(encoder.encode(text));
    return parts.length === 0 ? undefined : Buffer.concat(parts);
  }
}

function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
