// Which new passwords are refused: too short, too long, among the most used ones, or made of what anybody knows of the person. Pure, for
// the server only: the browser has no list of the most used ones.
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './password.ts';
import { type Run, runs } from './password-runs.ts';

/** Whose password it will be, as far as that is known. */
export interface PasswordOwner {
  readonly name?: string;
  readonly email?: string;
}

/** Whether a text in lower case is one of the most used passwords. */
export type IsCommon = (text: string) => boolean;

/** A part of a password that costs whoever guesses next to nothing; `word` when it is a most used one. */
interface Piece extends Run {
  readonly kind: 'row' | 'own' | 'common';
  readonly word?: string;
}

/** What may be left beside the pieces: eight digits or signs, two letters, or four signs and one letter. */
const MOST_LEFT = 8;
const LETTER = 4;
const SHORTEST_COMMON = 4;
const LONGEST_COMMON = 24;
const SHORTEST_OWN = 3;
const PRODUCT = ['maple'];
const OTHER_SIGNS: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '2': 'z', '3': 'e', '4': 'a', '5': 's', '6': 'g', '7': 't', '8': 'b', '9': 'g' },
  ...{ '@': 'a', $: 's', '!': 'i', '|': 'l', '+': 't', '€': 'e', '(': 'c' },
};

/**
 * Why a new password is refused, in words for the person; undefined when it is not. Disguises count as nothing: capitals, accents, signs
 * for letters, backwards, twice, or with up to eight digits and signs around it.
 */
export function passwordProblem(
  password: string,
  owner: PasswordOwner,
  isCommon: IsCommon,
): string | undefined {
  if (password.length < PASSWORD_MIN_LENGTH) return `Use at least ${PASSWORD_MIN_LENGTH} characters.`;
  if (password.length > PASSWORD_MAX_LENGTH) return `Use at most ${PASSWORD_MAX_LENGTH} characters.`;
  const text = plain(password);
  if (isCommon(text)) return 'This is one of the most used passwords. Choose another.';
  const own = ownWords(owner);
  const squeezed = text.replaceAll(/[^\p{L}\p{N}]/gu, '');
  for (const form of new Set([text, squeezed, repeatedUnit(text), repeatedUnit(squeezed)])) {
    // One character may stand for many: looking through all of those would take long, and nobody guesses them.
    const kind = form.length > PASSWORD_MAX_LENGTH ? undefined : guessable(form, own, isCommon);
    if (kind !== undefined) return REASONS[kind];
  }
  return undefined;
}

const REASONS: Readonly<Record<Piece['kind'], string>> = {
  common: 'This is one of the most used passwords with little added. Choose another.',
  own: 'This is made of your name, your email or the name of this program. Choose another.',
  row: 'This is a row of keys or a repetition, among the first that are guessed. Choose another.',
};

/** Lower case, without accents, in the form in which it is hashed. */
function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** The shortest text of which this one is a repetition, as `abc` of `abcabcab`; itself when it is none. */
function repeatedUnit(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1)
    if (text.startsWith(text.slice(0, -length), length)) return text.slice(0, length);
  return text;
}

function ownWords({ name = '', email = '' }: PasswordOwner): ReadonlySet<string> {
  const [local = '', domain = ''] = plain(email).split('@');
  const labels = domain.split('.').slice(0, -1);
  const words = [plain(name), plain(email), local, ...labels].flatMap((text) => [
    text.replaceAll(/[^\p{L}\p{N}]/gu, ''),
    ...text.split(/[^\p{L}]+/u),
  ]);
  return new Set([...words, ...PRODUCT].filter((word) => word.length >= SHORTEST_OWN));
}

/** What a text is made of, when there is no more to it than pieces of at most one most used password, own words and rows. */
function guessable(text: string, own: ReadonlySet<string>, isCommon: IsCommon): Piece['kind'] | undefined {
  const rows = new Map(runs(text).map((run) => [run.from, run]));
  const words = new Set<string>();
  const found: Piece[][] = [];
  const piecesFrom = (from: number): readonly Piece[] => {
    const row = rows.get(from);
    found[from] ??= [
      ...(row ? [{ ...row, kind: 'row' } as const] : []),
      ...piecesIn(text, from, own, isCommon),
    ];
    for (const { word } of found[from]) if (word !== undefined) words.add(word);
    return found[from];
  };
  // With all of them at once first: what is more than that ends here, after few of its characters.
  if (cheapestCover(text, piecesFrom) === undefined) return undefined;
  for (const word of [undefined, ...words]) {
    const usable = (piece: Piece) => piece.word === undefined || piece.word === word;
    const kinds = cheapestCover(text, (from) => piecesFrom(from).filter(usable));
    if (kinds === undefined) continue;
    // Few characters that are said again and again.
    if (kinds.size === 0) return 'row';
    return kinds.has('common') ? 'common' : kinds.has('own') ? 'own' : 'row';
  }
  return undefined;
}

/** Own words and most used passwords that begin at a place of a text, disguised or not. */
function piecesIn(text: string, from: number, own: ReadonlySet<string>, isCommon: IsCommon): Piece[] {
  const found: Piece[] = [];
  for (let to = from + SHORTEST_OWN; to <= Math.min(text.length, from + LONGEST_COMMON); to += 1) {
    const forms = disguisesOf(text.slice(from, to));
    if (forms.some((form) => own.has(form))) found.push({ from, to, kind: 'own' });
    const word = to - from < SHORTEST_COMMON ? undefined : forms.find(isCommon);
    if (word !== undefined) found.push({ from, to, kind: 'common', word });
  }
  return found;
}

/** What a text may stand for. */
function disguisesOf(text: string): readonly string[] {
  const undone = [...text].map((sign) => OTHER_SIGNS[sign] ?? sign).join('');
  const forms = undone === text ? [text] : [text, undone, undone.replaceAll('i', 'l')];
  return forms.flatMap((form) => [form, [...form].reverse().join('')]);
}

/**
 * Covers a text with pieces so that the least is left over, and says which kinds it took; undefined when more than `MOST_LEFT` is left.
 * Asks only for the pieces that begin where no more than that is left so far.
 */
function cheapestCover(
  text: string,
  piecesFrom: (from: number) => readonly Piece[],
): ReadonlySet<Piece['kind']> | undefined {
  const best: ({ readonly left: number; readonly kinds: ReadonlySet<Piece['kind']> } | undefined)[] = [
    { left: 0, kinds: new Set() },
  ];
  for (let from = 0; from < text.length; from += 1) {
    const now = best[from];
    if (now === undefined) continue;
    const left = now.left + (/[\d\s!-/:-@[-`{-~]/.test(text.charAt(from)) ? 1 : LETTER);
    if (left <= Math.min(MOST_LEFT, best[from + 1]?.left ?? MOST_LEFT))
      best[from + 1] = { left, kinds: now.kinds };
    for (const { to, kind } of piecesFrom(from))
      if (now.left < (best[to]?.left ?? Number.POSITIVE_INFINITY))
        best[to] = { left: now.left, kinds: new Set([...now.kinds, kind]) };
  }
  return best[text.length]?.kinds;
}
