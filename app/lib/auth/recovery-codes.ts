// Recovery codes of the second factor: 120 random bits each, in signs that are not taken for one another. Pure but for the random bits.
import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no i, l, o, u. */
const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz';
const COUNT = 10;
const LENGTH = 24;
const GROUP = /.{6}(?!$)/g;

/** Ten, like `5k2mzq-0vt8gh-wc3e7n-x1f9rd`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () =>
    grouped([...randomBytes(LENGTH)].map((byte) => SIGNS[byte & 31]).join('')),
  );
}

/**
 * What somebody typed as the code that it means: in any case, with or without dashes and spaces, with the letters that look like digits.
 * Anything of another form, as the shorter codes of before, stays what it is but for spaces.
 */
export function normalRecoveryCode(typed: string): string {
  const text = typed.replaceAll(/\s/g, '');
  const signs = text.toLowerCase().replaceAll('-', '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  const isOurs = signs.length === LENGTH && [...signs].every((sign) => SIGNS.includes(sign));
  return isOurs ? grouped(signs) : text;
}

function grouped(signs: string): string {
  return signs.replaceAll(GROUP, '$&-');
}
