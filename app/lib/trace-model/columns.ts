// The spans of one trace as columns: what a million of them cost is a few typed arrays and the distinct names.

/** As ClickHouse stores them; `SpanColumns.kind` and `.status` are places in these lists. */
export const SPAN_KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'] as const;
export const SPAN_STATUSES = ['Unset', 'Ok', 'Error'] as const;

/**
 * One entry per stored span, in no order. Numbers are nanoseconds. A duplicate (the same span id stored twice) is an entry
 * of its own: the tree tells them apart.
 */
export interface SpanColumns {
  readonly traceId: string;
  readonly count: number;
  /** Epoch nanoseconds of the earliest start; `start` counts from here. */
  readonly baseNs: bigint;
  /** Exact up to 104 days after the base, rounded to what a double can tell beyond. */
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** The id's eight bytes, or a hash of an id that is not sixteen hexadecimal digits. */
  readonly id: BigUint64Array;
  /** The parent's, in the same form; 0 for none. */
  readonly parentId: BigUint64Array;
  /** Ids that are not sixteen hexadecimal digits, by entry. */
  readonly oddIds: ReadonlyMap<number, string>;
  /** Places in `services` and `names`. */
  readonly service: Uint32Array;
  readonly services: readonly string[];
  readonly name: Uint32Array;
  readonly names: readonly string[];
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  /** How many events, exceptions among them, and links a span has; 65,535 stands for that many or more. */
  readonly events: Uint16Array;
  readonly exceptions: Uint16Array;
  readonly links: Uint16Array;
}

/** The id of a span as text. */
export function spanIdOf(columns: SpanColumns, index: number): string {
  return columns.oddIds.get(index) ?? (columns.id[index] ?? 0n).toString(16).padStart(16, '0');
}
