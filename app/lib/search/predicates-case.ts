// Words with letters beyond ASCII, ignoring case: what a text is compared as, and all the ways in which one may be written.
import { type Fragment, sql, str } from '#app/lib/sql/sql.ts';
import { lowerAscii } from './predicates-patterns.ts';

/**
 * The index, and so `lower`, knows the case of ASCII only. A text with other letters that have a case is compared as Unicode
 * does: in lower case, the final sigma as any other, and `ß` as `ss`.
 */
export function hasForeignCase(text: string): boolean {
  const foreign = text.match(/[\u0080-\u{10ffff}]+/gu)?.join('') ?? '';
  return foreign.toLowerCase() !== foreign || foreign.toUpperCase() !== foreign;
}

/** As a text is compared when it has letters beyond ASCII. */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ').replaceAll('ß', 'ss');
}

/** The same in the database; `wanted` is what it is compared with: replacing what that cannot have would be for nothing. */
export function foldedSql(text: Fragment, wanted: readonly string[]): Fragment {
  let folded = sql`lowerUTF8(${text})`;
  if (wanted.some((one) => one.includes('σ'))) folded = sql`replaceAll(${folded}, ${str('ς')}, ${str('σ')})`;
  if (wanted.some((one) => one.includes('s'))) folded = sql`replaceAll(${folded}, ${str('ß')}, ${str('ss')})`;
  return folded;
}

/** Where letters are that have a case; to look through all code points would take ten times as long. */
const CASED: readonly (readonly [number, number])[] = [
  [0x80, 0x24ff],
  [0x2c00, 0x2dff],
  [0xa640, 0xabff],
  [0xff21, 0xff5a],
  [0x10400, 0x118ff],
  [0x16e40, 0x16e7f],
  [0x1e900, 0x1e943],
];

let spellings: ReadonlyMap<string, readonly string[]> | undefined;

/** For each folded letter, or pair of letters, the other ones that are folded to it; ASCII has none in `lower`. */
function spellingsOf(letters: string): readonly string[] {
  spellings ??= allSpellings();
  return spellings.get(letters) ?? [];
}

function allSpellings(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [from, to] of CASED)
    for (let code = from; code <= to; code += 1) {
      const letter = String.fromCodePoint(code);
      if (letter.toLowerCase() === letter && letter !== 'ς' && letter !== 'ß') continue;
      const folded = foldCase(letter);
      const others = found.get(folded);
      if (others) others.push(letter);
      else found.set(folded, [letter]);
    }
  return found;
}

/**
 * Every text in whose lower case of ASCII letters `folded` may be written; undefined when there are more than `most`. A word
 * has twice as many for each letter.
 */
export function spellingsInLower(folded: string, most: number): string[] | undefined {
  const letters = [...folded];
  /** The ways to write the rest from the letter after this one on, and from the one after that. */
  let [next, later] = [[''], [] as string[]];
  for (let at = letters.length - 1; at >= 0; at -= 1) {
    const letter = letters[at] ?? '';
    const pair = letter + (letters[at + 1] ?? '');
    const here = [
      ...[lowerAscii(letter), ...spellingsOf(letter)].flatMap((one) => next.map((rest) => one + rest)),
      ...(pair === letter ? [] : spellingsOf(pair).flatMap((one) => later.map((rest) => one + rest))),
    ];
    if (here.length > most) return undefined;
    [next, later] = [here, next];
  }
  return next;
}
