// The ClickHouse types that telemetry needs, and the byte streams each is made of in the Native format.

type Scalar = 'UInt8' | 'Bool' | 'UInt32' | 'Int32' | 'UInt64' | 'Float64' | 'DateTime64(9)' | 'String';

/** A column type as ClickHouse writes it. */
export type ColumnType =
  | Scalar
  | `Array(${'UInt64' | 'Float64' | 'DateTime64(9)' | 'String'})`
  | 'Map(String, String)'
  | 'Array(Map(String, String))';

/**
 * What follows a column's header, in order. `sizes`: the number of elements of each array or map; `bytes`: values one
 * after the other. Native writes sizes as running totals over the whole block; they are kept apart until a
 * block is encoded, so that blocks are merged by putting their streams one behind the other.
 */
export type StreamKind = 'sizes' | 'bytes';

/** The streams of a type: each `Array` adds sizes, a `Map` is an array of keys and values. */
export function streamsOf(type: ColumnType): readonly StreamKind[] {
  if (type === 'Map(String, String)') return ['sizes', 'bytes', 'bytes'];
  if (type === 'Array(Map(String, String))') return ['sizes', 'sizes', 'bytes', 'bytes'];
  return type.startsWith('Array(') ? ['sizes', 'bytes'] : ['bytes'];
}
