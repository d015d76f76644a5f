// A long answer that ends when whoever asked may no longer read: a download goes on for minutes after a key is revoked otherwise.

interface AccessCheck {
  /** Rejects when the answer must end. */
  readonly check: () => Promise<unknown>;
  /** Milliseconds between two checks. */
  readonly everyMs: number;
  /** What is said last to whoever may no longer read; without it the connection breaks off. */
  readonly farewell?: ((error: unknown) => Uint8Array) | undefined;
  readonly now?: () => number;
}

/**
 * The same bytes. Before a chunk is handed on `check` is asked again, at most every `everyMs`; when it rejects the source is
 * cancelled and the stream fails, so that the connection breaks off instead of ending as if it were whole, unless there is a `farewell`.
 */
export function whileAllowed(
  body: ReadableStream<Uint8Array>,
  { check, everyMs, farewell, now = () => performance.now() }: AccessCheck,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let checkedAt = now();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        if (now() - checkedAt >= everyMs) {
          checkedAt = now();
          try {
            await check();
          } catch (error) {
            await reader.cancel(error);
            if (farewell === undefined) throw error;
            controller.enqueue(farewell(error));
            return controller.close();
          }
        }
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
