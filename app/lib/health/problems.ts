// The latest warnings and errors of the program's own log, for who administrates it. In memory only.
import type { Problem } from './schema.ts';

const MOST = 50;
const LONGEST_TEXT = 500;
/** Pino's number for warnings. */
const WARN = 40;
const ERROR = 50;

export class RecentProblems {
  readonly #problems: Problem[] = [];

  /** What a log line says: an object with a message after it, or a message alone. Lines below a warning are left out. */
  note(args: readonly unknown[], level: number, atMs: number): void {
    if (level < WARN) return;
    const [first, second] = args;
    const message = typeof first === 'string' ? first : typeof second === 'string' ? second : '';
    const last = this.#problems.at(-1);
    const text = clip(message || 'without words');
    const reason = clip(reasonOf(first));
    if (last && last.message === text && last.reason === reason) {
      this.#problems[this.#problems.length - 1] = { ...last, atMs, times: last.times + 1 };
      return;
    }
    this.#problems.push({
      atMs,
      level: level >= ERROR ? 'error' : 'warning',
      message: text,
      reason,
      times: 1,
    });
    if (this.#problems.length > MOST) this.#problems.shift();
  }

  /** The newest first. */
  list(): Problem[] {
    return [...this.#problems].reverse();
  }
}

/** Of the error only what it says: its other fields may quote what people sent. */
function reasonOf(fields: unknown): string {
  if (fields instanceof Error) return fields.message;
  if (typeof fields !== 'object' || fields === null) return '';
  if ('err' in fields && fields.err instanceof Error) return fields.err.message;
  return 'reason' in fields && typeof fields.reason === 'string' ? fields.reason : '';
}

function clip(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
}
