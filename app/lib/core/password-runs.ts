// Rows in a text that take no thought: alphabet, digits, keys side by side, one character again and again. Pure.

/** A half-open range of a text. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

const SHORTEST = 3;
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  '!@#$%^&*()_+',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'qazwsxedcrfvtgbyhnujmikolp',
].flatMap((row) => [row, [...row].reverse().join('')]);

/** Of three characters and more, each as long as it goes, from the left; they do not overlap. The text is in lower case. */
export function runs(text: string): readonly Run[] {
  const found: Run[] = [];
  let from = 0;
  while (from < text.length) {
    const to = Math.max(...ROWS.map((row) => endInRow(text, from, row)), endOfSame(text, from));
    if (to - from >= SHORTEST) found.push({ from, to });
    from = to - from >= SHORTEST ? to : from + 1;
  }
  return found;
}

function endInRow(text: string, from: number, row: string): number {
  const start = row.indexOf(text.charAt(from));
  if (start < 0) return from;
  let length = 1;
  while (from + length < text.length && text.charAt(from + length) === row.charAt(start + length))
    length += 1;
  return from + length;
}

function endOfSame(text: string, from: number): number {
  let to = from + 1;
  while (to < text.length && text.charAt(to) === text.charAt(from)) to += 1;
  return to;
}
