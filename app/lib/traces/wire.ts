// How the spans of a trace travel to the browser: blocks of ClickHouse's Native format, straight from the engine.

/**
 * The columns of each block, in this order. Text columns that repeat are LowCardinality, so that a block holds each text
 * once. Blocks follow each other to the end. The number of spans of a large trace is told first, in the header
 * `X-Maple-Spans` (an estimate: spans may still arrive), for progress.
 */
export const SPAN_WIRE = [
  { name: 'start', type: 'Int64' },
  { name: 'duration', type: 'UInt64' },
  { name: 'id', type: 'UInt64' },
  { name: 'parentId', type: 'UInt64' },
  /** '' unless the id is not sixteen hexadecimal digits. */
  { name: 'oddId', type: 'LowCardinality(String)' },
  { name: 'service', type: 'LowCardinality(String)' },
  { name: 'name', type: 'LowCardinality(String)' },
  { name: 'kind', type: 'UInt8' },
  { name: 'status', type: 'UInt8' },
  { name: 'events', type: 'UInt16' },
  { name: 'exceptions', type: 'UInt16' },
  { name: 'links', type: 'UInt16' },
] as const;
