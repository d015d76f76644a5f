// What can be wrong with a search, in words. Every message has its place, and a hint where one helps.
import type { Position } from '#app/lib/core/errors.ts';
import type { Diagnostic } from './ast.ts';

/** More than these help nobody; a text of brackets only has one for each. */
const MOST = 100;

/** Collects the mistakes of one text. */
export class Problems {
  private readonly found: Diagnostic[] = [];
  private isTooDeep = false;

  /** In the order of their places. Frozen. */
  list(): readonly Diagnostic[] {
    return Object.freeze(this.found.sort((a, b) => a.position.from - b.position.from));
  }

  add(message: string, { from, to }: Position, hint?: string): void {
    if (this.found.length >= MOST) return;
    const position = Object.freeze({ from, to });
    this.found.push(Object.freeze({ message, position, ...(hint !== undefined && { hint }) }));
  }

  /** Said once: what follows from it, such as brackets that seem not to match, is not said at all. */
  tooDeep(position: Position): void {
    if (!this.isTooDeep)
      this.add('The search is nested too deeply.', position, 'At most 100 brackets and NOTs.');
    this.isTooDeep = true;
  }

  strayClose(position: Position): void {
    if (this.isTooDeep) return;
    this.add('This bracket closes nothing.', position, 'Write \\) or quote it to search for the character.');
  }

  unclosed(position: Position): void {
    if (this.isTooDeep) return;
    this.add(
      'This bracket is not closed.',
      position,
      'Add the closing ), or write \\( to search for the character.',
    );
  }

  empty(position: Position): void {
    if (this.isTooDeep) return;
    this.add(
      'There is nothing between the brackets.',
      position,
      'To search for brackets themselves, quote them.',
    );
  }

  /** A minus that no term follows. */
  loneMinus(position: Position): void {
    this.add(
      'This “-” excludes nothing.',
      position,
      'Write it right before a term, or quote it to search for the character.',
    );
  }

  missingLeft(text: string, position: Position): void {
    const operator = text.slice(position.from, position.to);
    this.add(`Nothing stands before ${operator}.`, position, searchForWord(operator));
  }

  /** `next` is the operator that stands where the operand should be. */
  missingRight(text: string, position: Position, next: Position | undefined): void {
    const operator = text.slice(position.from, position.to);
    // An operator alone has neither side; one message says so.
    if (!next && this.found.at(-1)?.position.from === position.from) return;
    const before = next && text.slice(next.from, next.to);
    if (before)
      this.add(`Nothing stands between ${operator} and ${before}.`, { from: position.from, to: next.to });
    else this.add(`Nothing stands after ${operator}.`, position, searchForWord(operator));
  }

  missingValue(text: string, position: Position, name: string): void {
    const hasSpace = /^\s*[^\s)]/.test(text.slice(position.to, position.to + 40));
    this.add(
      `There is no value after “${shortened(text.slice(position.from, position.to))}”.`,
      position,
      hasSpace
        ? 'Write the value right behind it, without a space, or quote it all to search for the text.'
        : `${shortened(name)}:* finds rows that have the field.`,
    );
  }

  glued(position: Position): void {
    this.add(
      'A wildcard does not go with quotes.',
      position,
      'Text in quotes is taken literally; escape spaces with \\ instead: a\\ phrase*.',
    );
  }
}

function searchForWord(operator: string): string {
  return `To search for the text itself, quote it: "${operator}".`;
}

/** A piece of the user's text as a message can hold it. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
