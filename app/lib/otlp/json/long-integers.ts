// JSON numbers that JavaScript cannot hold exactly, such as nanoseconds since 1970: kept as strings.

/** A number of 16 digits or more where a value can be; also inside of strings, which the walk below tells apart. */
const MAYBE_LONG_INTEGER = /[:[,]\s*-?\d{16}/;
const LONG_INTEGER = /^-?\d{16,}$/;
const NUMBER = /[-+.\deE]*/y;

/** Puts quotes around integers of 16 digits or more, outside of strings, in linear time. */
export function quoteLongIntegers(text: string): string {
  if (!MAYBE_LONG_INTEGER.test(text)) return text;
  const pieces: string[] = [];
  let done = 0;
  let at = 0;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      at = endOfString(text, at);
    } else if (unit === 0x2d || (unit >= 0x30 && unit <= 0x39)) {
      NUMBER.lastIndex = at;
      const number = NUMBER.exec(text)?.[0] ?? '';
      if (LONG_INTEGER.test(number)) {
        pieces.push(text.slice(done, at), '"', number, '"');
        done = at + number.length;
      }
      at += number.length;
    } else {
      at++;
    }
  }
  pieces.push(text.slice(done));
  return pieces.join('');
}

/** The index after a string literal that starts at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5c) at++;
    else if (unit === 0x22) return at + 1;
  }
  return text.length;
}
