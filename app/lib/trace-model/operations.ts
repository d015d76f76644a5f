// Spans by what they do: an operation is a service and a name, a number per span where texts would be too many.
import type { SpanColumns } from './columns.ts';

/** The operations of a trace in order of their first span. */
export interface Operations {
  readonly count: number;
  /** The operation of each span. */
  readonly of: Uint32Array;
  /** Places in `columns.services` and `columns.names`, by operation. */
  readonly service: Uint32Array;
  readonly name: Uint32Array;
}

/** Tells the operations of a trace apart. */
export function findOperations(columns: SpanColumns): Operations {
  const { count, service, name, names } = columns;
  const of = new Uint32Array(count);
  const known = new Map<number, number>();
  const first: number[] = [];
  for (let span = 0; span < count; span++) {
    const key = (service[span] as number) * names.length + (name[span] as number);
    let operation = known.get(key);
    if (operation === undefined) {
      operation = first.push(span) - 1;
      known.set(key, operation);
    }
    of[span] = operation;
  }
  return {
    count: first.length,
    of,
    service: Uint32Array.from(first, (span) => service[span] as number),
    name: Uint32Array.from(first, (span) => name[span] as number),
  };
}
