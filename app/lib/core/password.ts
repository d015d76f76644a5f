// How long a password may be, and how a new one looks before it is sent: the one rule for the forms, the server and the settings. Pure.
import { runs } from './password-runs.ts';

/** Of new ones: who has a shorter one from before still signs in with it. */
export const PASSWORD_MIN_LENGTH = 12;
/** Longer ones only cost time to hash. */
export const PASSWORD_MAX_LENGTH = 128;

/** What a meter shows of a password: `filled` of four parts, and a word for it. */
export interface PasswordStrength {
  readonly filled: 0 | 1 | 2 | 3 | 4;
  readonly word: string;
}

const GOOD_FROM = 12;
const STRONG_FROM = 18;
const SHORTEST_REPETITION = 3;

/**
 * By length alone, where what continues a row of keys, an alphabet or a repetition adds nothing. It knows no words: whether it is one of
 * the most used passwords, the server says. Never `strong` below 18 characters that count.
 */
export function passwordStrength(password: string): PasswordStrength {
  const length = password.length;
  if (length === 0) return { filled: 0, word: '' };
  if (length < PASSWORD_MIN_LENGTH) return { filled: 1, word: `${PASSWORD_MIN_LENGTH - length} more` };
  const counted = freshCharacters(password.toLowerCase());
  if (counted < GOOD_FROM - 3) return { filled: 1, word: 'Easy to guess' };
  if (counted < GOOD_FROM) return { filled: 2, word: 'Fair' };
  return counted < STRONG_FROM ? { filled: 3, word: 'Good' } : { filled: 4, word: 'Strong' };
}

/** The characters of a text, where each run counts as one, and so does each repetition of what is there before. */
function freshCharacters(text: string): number {
  let counted = 0;
  let at = 0;
  const ends = new Map(runs(text).map((run) => [run.from, run.to]));
  while (at < text.length) {
    counted += 1;
    at = repeatedUntil(text, at) ?? ends.get(at) ?? at + 1;
  }
  return counted;
}

/** Where the longest text ends that begins at `at` and is there before; undefined when there is none: `abcd1|abc`. */
function repeatedUntil(text: string, at: number): number | undefined {
  for (let length = Math.min(at, text.length - at); length >= SHORTEST_REPETITION; length -= 1)
    if (text.slice(0, at).includes(text.slice(at, at + length))) return at + length;
  return undefined;
}
