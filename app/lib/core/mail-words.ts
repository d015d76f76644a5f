// What somebody typed, as it may stand in a message of plain text: on one line, and nothing that a mail program makes a link of. Pure.

const LONGEST = 100;
/** A stop, in any writing that host names are read in, or an at sign, with something right behind it. */
const JOINS = /[.@\u2024\u3002\uFE52\uFE6B\uFF0E\uFF20\uFF61](?=\S)/gu;

/** A name without line breaks and addresses: `evil.example/login` becomes `evil. example/login`. At most 100 characters. */
export function mailWords(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\b(?:[a-z][a-z\d+-]*:\/\/|www\.)\S*/gi, '…')
    .replaceAll(JOINS, '$& ')
    .slice(0, LONGEST);
}
