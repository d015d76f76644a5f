// What is marked on the bar of a span: its events and its logs.

/** Something that happened at a point in time. */
export interface Mark {
  readonly kind: 'event' | 'exception' | 'log';
  /** Nanoseconds from the trace's base. */
  readonly at: number;
  /** A CSS variable's name for logs: that of the severity. */
  readonly color: string | undefined;
  readonly text: string;
}

/** By span, in order of time. */
export type Marks = ReadonlyMap<number, readonly Mark[]>;

export const NO_MARKS: Marks = new Map();
