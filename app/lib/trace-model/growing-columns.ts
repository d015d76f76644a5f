// The columns of a trace while its spans arrive: typed arrays that double, and dictionaries merged over blocks.
import type { SpanColumns } from './columns.ts';

const TWO_32 = 0x1_0000_0000;

/** Distinct texts and their places. */
export class Dictionary {
  readonly texts: string[] = [];
  private readonly places = new Map<string, number>();

  /** The place of a text, which is added if it is new. */
  placeOf(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    const place = this.texts.push(text) - 1;
    this.places.set(text, place);
    return place;
  }
}

function emptyColumns(capacity: number) {
  return {
    /** Epoch nanoseconds as sent: the earliest one, from which all are counted, is known only at the end. */
    start: new BigInt64Array(capacity),
    duration: new Float64Array(capacity),
    id: new BigUint64Array(capacity),
    parentId: new BigUint64Array(capacity),
    service: new Uint32Array(capacity),
    name: new Uint32Array(capacity),
    kind: new Uint8Array(capacity),
    status: new Uint8Array(capacity),
    events: new Uint16Array(capacity),
    exceptions: new Uint16Array(capacity),
    links: new Uint16Array(capacity),
  };
}

/** Columns with room for more spans. Whoever writes entries makes sure there is room and counts. */
export class GrowingColumns {
  /** Spans that are complete. */
  count = 0;
  at: ReturnType<typeof emptyColumns>;
  readonly services = new Dictionary();
  readonly names = new Dictionary();
  readonly oddIds = new Map<number, string>();
  private capacity: number;

  constructor(expected: number) {
    this.capacity = Math.max(16, expected);
    this.at = emptyColumns(this.capacity);
  }

  /** Makes room for so many spans after the complete ones. */
  reserve(more: number): void {
    if (this.count + more <= this.capacity) return;
    this.capacity = Math.max(this.count + more, Math.ceil(this.capacity * 1.6));
    const bigger = emptyColumns(this.capacity);
    const names = Object.keys(bigger) as (keyof typeof bigger)[];
    for (const name of names) copyInto(bigger[name], this.at[name]);
    this.at = bigger;
  }

  /** All complete spans. Arrays share memory with this object where they can; only entries behind them change later. */
  columns(traceId: string): SpanColumns {
    const { count, at } = this;
    const { baseNs, start } = fromEarliest(at.start.subarray(0, count));
    return {
      traceId,
      count,
      baseNs,
      start,
      duration: at.duration.subarray(0, count),
      id: at.id.subarray(0, count),
      parentId: at.parentId.subarray(0, count),
      oddIds: new Map(this.oddIds),
      service: at.service.subarray(0, count),
      services: this.services.texts.slice(),
      name: at.name.subarray(0, count),
      names: this.names.texts.slice(),
      kind: at.kind.subarray(0, count),
      status: at.status.subarray(0, count),
      events: at.events.subarray(0, count),
      exceptions: at.exceptions.subarray(0, count),
      links: at.links.subarray(0, count),
    };
  }
}

type AnyColumn = ReturnType<typeof emptyColumns>[keyof ReturnType<typeof emptyColumns>];

/** Through the bytes: the types of both are equal, which the compiler cannot see. */
function copyInto(target: AnyColumn, source: AnyColumn): void {
  new Uint8Array(target.buffer).set(new Uint8Array(source.buffer));
}

/** Counts times from the earliest, exactly as far as doubles can, without a bigint per span. */
function fromEarliest(times: BigInt64Array): { baseNs: bigint; start: Float64Array } {
  const count = times.length;
  const low = new Uint32Array(times.buffer, times.byteOffset, count * 2);
  const high = new Int32Array(times.buffer, times.byteOffset, count * 2);
  let earliest = 0;
  for (let i = 1; i < count; i++) {
    const difference = (high[i * 2 + 1] as number) - (high[earliest * 2 + 1] as number);
    if (difference < 0 || (difference === 0 && (low[i * 2] as number) < (low[earliest * 2] as number)))
      earliest = i;
  }
  const baseHigh = high[earliest * 2 + 1] as number;
  const baseLow = low[earliest * 2] as number;
  const start = new Float64Array(count);
  for (let i = 0; i < count; i++)
    start[i] = ((high[i * 2 + 1] as number) - baseHigh) * TWO_32 + ((low[i * 2] as number) - baseLow);
  return { baseNs: times[earliest] ?? 0n, start };
}
