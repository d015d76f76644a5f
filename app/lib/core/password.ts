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

/** The characters of a text, where each run and each repetition of what came just before counts as one. */
function freshCharacters(text: string): number {
  let counted = 0;
  let at = 0;
  const starts = new Map(runs(text).map((run) => [run.from, run.to]));
  while (at < text.length) {
    counted += 1;
    at = starts.get(at) ?? repeatedUntil(text, at) ?? at + 1;
  }
  return counted;
}

/** Where what stands before `at` ends to be repeated there; undefined when it is not: `abcd|abcd`. */
function repeatedUntil(text: string, at: number): number | undefined {
  for (let length = Math.floor(Math.min(at, text.length - at)); length >= 3; length -= 1)
    if (text.startsWith(text.slice(at - length, at), at)) return at + length;
  return undefined;
}
