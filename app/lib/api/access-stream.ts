// A long answer that ends when whoever asked may no longer read: a download goes on for minutes after a key is revoked otherwise.
import { runWhileAllowed } from './access-operation.ts';

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
 * The same bytes. `check` is asked again every `everyMs`, also while there is nothing to hand on; when it rejects the source is
 * cancelled and the stream fails, so that the connection breaks off instead of ending as if it were whole, unless there is a `farewell`.
 */
export function whileAllowed(
  body: ReadableStream<Uint8Array>,
  { check, everyMs, farewell, now = () => performance.now() }: AccessCheck,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let checkedAt = now();
  let isRefused = false;
  const ask = async () => {
    checkedAt = now();
    try {
      await check();
    } catch (refusal) {
      isRefused = true;
      throw refusal;
    }
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = () => reader.read();
          const { done, value } = await runWhileAllowed({ check: ask, everyMs }, next, () => undefined);
          if (done) return controller.close();
          if (now() - checkedAt >= everyMs) await ask();
          controller.enqueue(value);
        } catch (error) {
          if (!isRefused) throw error;
          await reader.cancel(error);
          if (farewell === undefined) throw error;
          controller.enqueue(farewell(error));
          controller.close();
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
