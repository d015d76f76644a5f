// CSV as RFC 4180 has it, with cells that no spreadsheet runs. Pure.

/** What a cell begins with that spreadsheets run as a formula. The syntax is common to RE2 and JavaScript. */
export const FORMULA = '^(?:[=+@\\-\\t\\r\\n]|＝|＋|－|＠)';
/** A number is no formula, whatever its sign. */
export const PLAIN_NUMBER = '^[+\\-]?[0-9]+(?:[.][0-9]+)?(?:[eE][+\\-]?[0-9]+)?$';

const formula = new RegExp(FORMULA, 'u');
const plainNumber = new RegExp(PLAIN_NUMBER, 'u');

/** The text with a quote before it, which makes it text, where a spreadsheet would run it. */
export function harmlessCell(text: string): string {
  return formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** A cell in quotes. */
export function quotedCell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
