// The worker's side of questions: one after the other, so that one that nobody waits for any more can be left out.
import { toUserError } from '#app/lib/core/user-error.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import type { FromWorker, QuestionMessage } from './protocol.ts';
import { answerTo, differenceOf, type Question } from './questions.ts';

type Post = (message: FromWorker, transfer: Transferable[]) => void;

interface Asked {
  readonly id: number;
  readonly version: number;
  readonly question: Question;
  /** The trace that was lent for the question, once it is here. */
  readonly lent?: TraceTree;
}

export class Answerer {
  private readonly post: Post;
  private readonly queue: Asked[] = [];
  /** Ports of questions that wait for a trace to be lent. */
  private readonly waiting = new Map<number, MessagePort>();
  private tree: TraceTree | undefined;
  private version = 0;
  private isScheduled = false;

  constructor(post: Post) {
    this.post = post;
  }

  /** What questions are about from now on. Those about versions before are not answered: whoever asked has another trace. */
  use(tree: TraceTree, version: number): void {
    this.tree = tree;
    this.version = version;
  }

  take(message: QuestionMessage): void {
    if (message.type === 'cancel') this.cancel(message.id);
    else if (message.type === 'lend') this.lend(message.port);
    else if (message.question.kind === 'diff') this.await(message, message.question.port);
    else this.add(message);
  }

  private cancel(id: number): void {
    this.waiting.get(id)?.close();
    this.waiting.delete(id);
    const at = this.queue.findIndex((asked) => asked.id === id);
    if (at !== -1) this.queue.splice(at, 1);
  }

  private lend(port: MessagePort): void {
    if (this.tree) port.postMessage(this.tree);
    port.close();
  }

  private await(asked: Asked, port: MessagePort): void {
    this.waiting.set(asked.id, port);
    port.onmessage = ({ data }: MessageEvent<TraceTree>) => {
      this.waiting.delete(asked.id);
      port.close();
      this.add({ ...asked, lent: data });
    };
  }

  private add(asked: Asked): void {
    this.queue.push(asked);
    this.schedule();
  }

  /** Between two answers the worker hears what has been cancelled meanwhile. */
  private schedule(): void {
    if (this.isScheduled || this.queue.length === 0) return;
    this.isScheduled = true;
    setTimeout(() => {
      this.isScheduled = false;
      const asked = this.queue.shift();
      if (asked) this.answer(asked);
      this.schedule();
    });
  }

  private answer({ id, version, question, lent }: Asked): void {
    const { tree } = this;
    if (!tree || version !== this.version) return;
    try {
      const answer = question.kind === 'diff' ? lent && differenceOf(tree, lent) : answerTo(tree, question);
      this.post({ type: 'answer', id, answer }, buffersOf(answer, tree));
    } catch (thrown) {
      this.post({ type: 'refused', id, error: toUserError(thrown) }, []);
    }
  }
}

/** The memory of an answer's arrays, to hand over instead of copying; not what the tree itself goes on using. */
function buffersOf(answer: unknown, tree: TraceTree): ArrayBuffer[] {
  const kept = new Set<ArrayBufferLike>();
  for (const value of [...Object.values(tree), ...Object.values(tree.columns)])
    if (ArrayBuffer.isView(value)) kept.add(value.buffer);
  const found = new Set<ArrayBuffer>();
  const look = (value: unknown) => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer && !kept.has(value.buffer)) found.add(value.buffer);
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      Object.values(value).forEach(look);
  };
  look(answer);
  return [...found];
}
