// Answers of any size about one source: bytes as the engine gives them, counted as an operation until their end.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { type OpenSource, withSource } from '#app/lib/clickhouse/open-source.ts';
import type { Operation } from '#app/lib/clickhouse/running.server.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { COLUMNS_FIRST, type SourceReader } from '#app/lib/reading/reading.server.ts';
import type { Fragment } from '#app/lib/sql/sql.ts';

/** Streams of one team at once: each holds a query of the engine for as long as its client takes to read. */
const MOST_STREAMS = 24;

/** What a stream is made with. */
export interface Streaming extends OpenSource {
  readonly signal: AbortSignal;
  query<Row>(statement: Fragment): Promise<Row[]>;
  /** The bytes of a statement. A client's own slowness does not count against the limit on time. */
  stream(
    statement: Fragment,
    format: string,
    settings?: Readonly<Record<string, string | number>>,
  ): Promise<AsyncIterable<Uint8Array>>;
}

interface Question {
  readonly source: string;
  readonly operationId?: string | undefined;
}

/**
 * Begins a stream. Throws what `open` throws, and what goes wrong before the first bytes; what goes wrong later breaks the
 * stream, and so does cancelling. A client that leaves stops the engine.
 */
export async function streamed<Head>(
  reader: SourceReader,
  tenant: Tenant,
  kind: string,
  question: Question,
  signal: AbortSignal | undefined,
  open: (streaming: Streaming) => Promise<{ head: Head; bytes: AsyncGenerator<Uint8Array> }>,
): Promise<{ readonly head: Head; readonly body: ReadableStream<Uint8Array> }> {
  const running = reader.running.list(tenant).filter((one) => one.kind === kind).length;
  if (running >= MOST_STREAMS)
    throw new AppError('rate_limited', `Your team reads ${MOST_STREAMS} traces at once, which is the most.`, {
      hint: 'Wait until one of them is there.',
      retryAfter: 5,
    });
  const begun = Promise.withResolvers<{ head: Head; body: ReadableStream<Uint8Array> }>();
  reader.running
    .run(tenant, question.operationId, kind, signal, async (operation) => {
      const { head, bytes, first } = await withSource(
        reader.sources,
        tenant,
        question.source,
        async (opened) => {
          const { head, bytes } = await open(streamingOf(opened, operation));
          // A mistake that shows at once is an answer that says so; later it can only break the stream.
          return { head, bytes, first: await bytes.next() };
        },
      );
      const ended = Promise.withResolvers<void>();
      // A client that left before it read anything ends nothing by itself.
      operation.signal.addEventListener('abort', () => ended.resolve(), { once: true });
      if (operation.signal.aborted) ended.resolve();
      begun.resolve({ head, body: bodyOf(bytes, first, ended.resolve) });
      await ended.promise;
      if (operation.signal.aborted) await bytes.return(undefined);
    })
    .catch(begun.reject);
  return begun.promise;
}

function streamingOf(opened: OpenSource, operation: Operation): Streaming {
  const { clickhouse } = opened;
  return {
    ...opened,
    signal: operation.signal,
    query: async <Row>(statement: Fragment) =>
      (await operation.query<Row>(clickhouse, statement, { settings: COLUMNS_FIRST })).rows,
    stream: async (statement, format, settings) => {
      const queryId = await operation.queryId(clickhouse, statement);
      const { max_execution_time: _, ...limits } = operation.settings();
      return clickhouse.stream(statement, format, {
        signal: operation.signal,
        queryId,
        settings: { ...limits, ...COLUMNS_FIRST, ...settings },
      });
    },
  };
}

/** Asks for bytes only when they are read, beyond the `first` ones. `onEnd` is called when there are no more. */
function bodyOf(
  bytes: AsyncGenerator<Uint8Array>,
  first: IteratorResult<Uint8Array>,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  let waiting: IteratorResult<Uint8Array> | undefined = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = waiting ?? (await bytes.next());
          waiting = undefined;
          if (!done) return controller.enqueue(value);
          controller.close();
          onEnd();
        } catch (error) {
          onEnd();
          throw error;
        }
      },
      async cancel() {
        onEnd();
        await bytes.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
