// Opens the text of a file that holds traces, as OTLP/JSON or Jaeger JSON, without storing anything.
import { AppError } from '#app/lib/core/errors.ts';
import { quoteLongIntegers } from '#app/lib/otlp/json/long-integers.ts';
import { SPAN_STATUSES, type SpanColumns } from '../columns.ts';
import { columnsOfSpans } from './columns-of.ts';
import { isObject, type JsonObject } from './json-fields.ts';
import { jaegerTraces, readJaegerTrace } from './open-jaeger.ts';
import { otlpBatches, readOtlpBatch } from './open-otlp.ts';
import type { ReadSpan, SpanDetail } from './read-span.ts';

/** Characters and spans of a file. What JSON makes of the characters takes several times as much memory. */
const LIMITS = { characters: 128 * 1024 * 1024, spans: 1_000_000 };
const ERROR = SPAN_STATUSES.indexOf('Error');

/** A trace of a file. */
export interface OpenedTrace {
  readonly traceId: string;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Of the earliest span without a parent; of the earliest span where there is none. */
  readonly rootService: string;
  readonly rootName: string;
  readonly startNs: bigint;
  /** Last end − first start. */
  readonly durationNs: number;
  /** Makes the columns, anew each time. */
  columns(): SpanColumns;
  /** All that the file says of a span, by its entry in the columns. Throws `bad_request` if a part of it is malformed. */
  detail(span: number): SpanDetail;
}

/** What a file holds: its traces, those with the most spans first. */
export interface OpenedFile {
  readonly format: 'otlp' | 'jaeger';
  readonly traces: readonly OpenedTrace[];
  /** Spans without a trace id or a span id, which are left out. */
  readonly skipped: number;
}

/**
 * Reads OTLP/JSON (one document, an array of them, or one per line as the collector's file exporter writes) or Jaeger JSON. Throws
 * `bad_request` for anything else, saying what it is or where it is wrong, `payload_too_large` beyond the limits.
 */
export function openTraceFile(text: string, limits = LIMITS): OpenedFile {
  if (text.length > limits.characters) throw tooLarge(`is larger than ${limits.characters >> 20} MB`);
  const byTrace = new Map<string, ReadSpan[]>();
  let skipped = 0;
  let count = 0;
  const take = (span: ReadSpan) => {
    if (++count > limits.spans) throw tooLarge(`has more than ${limits.spans.toLocaleString('en-US')} spans`);
    if (span.traceId === '' || span.spanId === '') {
      skipped++;
      return;
    }
    const spans = byTrace.get(span.traceId);
    if (spans === undefined) byTrace.set(span.traceId, [span]);
    else spans.push(span);
  };
  const formats = new Set(parseDocuments(text).map((document) => readDocument(document, take)));
  if (formats.size > 1) throw new AppError('bad_request', 'The file mixes OTLP and Jaeger documents.');
  if (byTrace.size === 0) throw new AppError('bad_request', emptyMessage(skipped));
  return {
    format: formats.has('otlp') ? 'otlp' : 'jaeger',
    traces: [...byTrace.values()].map(openedTrace).sort((a, b) => b.spanCount - a.spanCount),
    skipped,
  };
}

function emptyMessage(skipped: number): string {
  return skipped === 0
    ? 'The file holds no spans.'
    : `All ${skipped} spans of the file lack a trace id or a span id.`;
}

function tooLarge(how: string): AppError {
  return new AppError(
    'payload_too_large',
    `The file ${how}. Send it to Maple's OTLP port instead, which takes any number.`,
  );
}

/** One document, the elements of an array, or one per line. */
function parseDocuments(text: string): JsonObject[] {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (body.trim() === '') throw new AppError('bad_request', 'The file is empty.');
  const whole = parse(body);
  if ('value' in whole) return toDocuments(whole.value);
  const lines = body.split(/\r?\n/);
  const isLines = lines.length > 1 && 'value' in parse(lines.find((line) => line.trim() !== '') ?? '');
  if (!isLines) throw new AppError('bad_request', `The file is not JSON: ${whole.reason}.`);
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const parsed = parse(line);
    if ('value' in parsed) return toDocuments(parsed.value);
    throw new AppError('bad_request', `Line ${i + 1} of the file is not JSON: ${parsed.reason}.`);
  });
}

function parse(text: string): { value: unknown } | { reason: string } {
  try {
    return { value: JSON.parse(quoteLongIntegers(text)) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message.slice(0, 200) : String(error) };
  }
}

function toDocuments(value: unknown): JsonObject[] {
  const documents: readonly unknown[] = Array.isArray(value) ? value : [value];
  return documents.map((document) => {
    if (isObject(document)) return document;
    throw new AppError('bad_request', 'The file is JSON, but holds no trace: it is made of plain values.');
  });
}

/** What else is found in such files, by a field that only it has. */
const OTHERS = [
  ['resourceLogs', 'It holds OTLP logs, not traces.'],
  ['resourceMetrics', 'It holds OTLP metrics, not traces.'],
  ['localEndpoint', 'It is a Zipkin trace; Maple opens OTLP and Jaeger JSON.'],
  ['traceEvents', 'It is a trace of a browser or a profiler; Maple opens OTLP and Jaeger JSON.'],
  ['log', 'It looks like a HAR file; Maple opens OTLP and Jaeger JSON.'],
] as const;

function readDocument(document: JsonObject, take: (span: ReadSpan) => void): 'otlp' | 'jaeger' {
  const batches = otlpBatches(document);
  if (batches !== undefined) {
    for (const [i, batch] of batches.entries()) readOtlpBatch(batch, `resourceSpans[${i}]`, take);
    return 'otlp';
  }
  const traces = jaegerTraces(document);
  if (traces !== undefined) {
    for (const [i, trace] of traces.entries()) readJaegerTrace(trace, `data[${i}]`, take);
    return 'jaeger';
  }
  const known = OTHERS.find(([field]) => Object.hasOwn(document, field))?.[1];
  throw new AppError(
    'bad_request',
    `The file is JSON, but not a trace. ${known ?? 'OTLP JSON has a field resourceSpans, Jaeger JSON a field data.'}`,
  );
}

function openedTrace(spans: readonly ReadSpan[]): OpenedTrace {
  const [first] = spans as [ReadSpan];
  let root = first;
  let startNs = first.startNs;
  let endNs = first.startNs;
  let errorCount = 0;
  for (const span of spans) {
    const end = span.startNs + BigInt(Math.round(span.durationNs));
    if (span.startNs < startNs) startNs = span.startNs;
    if (end > endNs) endNs = end;
    if (span.status === ERROR) errorCount++;
    const isTop = span.parentSpanId === '';
    const wasTop = root.parentSpanId === '';
    if (isTop === wasTop ? span.startNs < root.startNs : isTop) root = span;
  }
  return {
    traceId: first.traceId,
    spanCount: spans.length,
    errorCount,
    rootService: root.service,
    rootName: root.name,
    startNs,
    durationNs: Number(endNs - startNs),
    columns: () => columnsOfSpans(first.traceId, spans),
    detail: (span) => detailAt(spans, span),
  };
}

function detailAt(spans: readonly ReadSpan[], span: number): SpanDetail {
  const found = spans[span];
  if (found === undefined) throw new AppError('not_found', `The trace has no span number ${span}.`);
  return found.detail();
}
