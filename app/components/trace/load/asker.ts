// The page's side of questions to the worker of a trace.
import type { UserError } from '#app/lib/core/user-error.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import type { Answers, Ask, Question } from './questions.ts';

type Answer = Answers[keyof Answers];

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export class Asker {
  private readonly post: (message: ToWorker, transfer: Transferable[]) => void;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(post: (message: ToWorker, transfer: Transferable[]) => void) {
    this.post = post;
  }

  /** Asks about this version of the trace. */
  about(version: number): Ask {
    return <Asked extends Question>(question: Asked, signal: AbortSignal) => {
      this.last += 1;
      const id = this.last;
      return new Promise<Answers[Asked['kind']]>((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        signal.addEventListener(
          'abort',
          () => {
            if (!this.waiting.delete(id)) return;
            this.post({ type: 'cancel', id }, []);
            reject(signal.reason);
          },
          { once: true },
        );
        // The worker answers each kind of question with its kind of answer.
        this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
        this.post({ type: 'ask', id, version, question }, question.kind === 'diff' ? [question.port] : []);
      });
    };
  }

  /** Gives the trace to the worker at the other end of the port, as it is now. */
  lend(port: MessagePort): void {
    this.post({ type: 'lend', port }, [port]);
  }

  /** Whether the message was an answer. */
  take(message: FromWorker): boolean {
    if (message.type !== 'answer' && message.type !== 'refused') return false;
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.type === 'answer') waiting?.resolve(message.answer as Answer);
    else waiting?.reject(message.error);
    return true;
  }

  /** No more answers will come. */
  end(error: UserError): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
