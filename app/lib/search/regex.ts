// Regular expressions as RE2 knows them: what it refuses is told beforehand, in words for the one who wrote it.

/** The most that nested repeats may multiply to, as in RE2. */
const MOST_REPEATS = 1000;
/** The most steps of the compiled expression; RE2's own limit is in bytes of memory and about here. */
const MOST_STEPS = 40_000;
const MOST_DEPTH = 200;

/** What is wrong with an expression, or undefined when RE2 takes it. */
export function regexMistake(pattern: string): string | undefined {
  try {
    const reader = new Reader(pattern);
    const steps = reader.alternatives(0, 1);
    if (reader.at < pattern.length) return 'a ")" closes nothing';
    return steps > MOST_STEPS ? 'it is too large' : undefined;
  } catch (error) {
    if (error instanceof Mistake) return error.message;
    throw error;
  }
}

class Mistake extends Error {}

/** How many steps a piece takes in UTF-8, roughly. */
const STEPS = { char: 1, any: 8, set: 12, letters: 300 };

class Reader {
  at = 0;
  private readonly pattern: string;
  private readonly names = new Map<string, number>();

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  /** `a|b|c` up to a closing bracket or the end. `repeats` is what the repeats around it multiply to. */
  alternatives(depth: number, repeats: number): number {
    if (depth > MOST_DEPTH) throw new Mistake('its brackets are nested too deeply');
    let steps = this.sequence(depth, repeats);
    while (this.eat('|')) steps += this.sequence(depth, repeats) + 1;
    return steps;
  }

  private sequence(depth: number, repeats: number): number {
    let steps = 0;
    while (this.at < this.pattern.length && this.peek() !== '|' && this.peek() !== ')') {
      const from = this.at;
      const piece = this.atom(depth, repeats);
      steps += this.repeat(from, piece, depth, repeats);
    }
    return steps;
  }

  /** The piece's steps with its repeat. */
  private repeat(from: number, piece: number, depth: number, repeats: number): number {
    const times = this.repeatCount();
    if (times === undefined) return piece;
    this.eat('?');
    const next = this.at;
    if (this.repeatCount() !== undefined) throw new Mistake('one repeat follows another');
    if (times > 1 && times * repeats > MOST_REPEATS)
      throw new Mistake(`it repeats more than ${MOST_REPEATS} times`);
    if (times > 1) {
      // Repeats inside of this one multiply with it.
      this.at = from;
      this.atom(depth, repeats * times);
    }
    this.at = next;
    return (piece + 1) * Math.max(times, 1);
  }

  /** The most times of `*`, `+`, `?`, `{n,m}`; undefined when there is no repeat here. */
  private repeatCount(): number | undefined {
    const char = this.peek();
    if (char === '*' || char === '+' || char === '?') {
      this.at += 1;
      return 1;
    }
    const match = /^\{(\d{1,6})(?:(,)(\d{0,6}))?\}/.exec(this.pattern.slice(this.at, this.at + 20));
    if (!match) return undefined;
    const least = Number(match[1]);
    const most = match[3] === undefined || match[3] === '' ? least : Number(match[3]);
    if (least > MOST_REPEATS || most > MOST_REPEATS)
      throw new Mistake(`it repeats more than ${MOST_REPEATS} times`);
    if (most < least) throw new Mistake('a repeat ends before it begins');
    this.at += match[0].length;
    return most;
  }

  private atom(depth: number, repeats: number): number {
    const char = this.pattern[this.at] ?? '';
    const start = this.at;
    if (this.repeatCount() !== undefined) throw new Mistake(`there is nothing to repeat before "${char}"`);
    this.at = start + 1;
    switch (char) {
      case '(':
        return this.group(depth, repeats);
      case '[':
        return this.set();
      case '\\':
        return this.escape();
      case '.':
        return STEPS.any;
      default:
        return STEPS.char;
    }
  }

  private group(depth: number, repeats: number): number {
    if (this.eat('?')) {
      const rest = this.pattern.slice(this.at, this.at + 200);
      if (/^(=|!|<=|<!)/.test(rest)) throw new Mistake('look-around is not supported');
      if (/^(>|\||#|R|\d|&|\()/.test(rest)) throw new Mistake(`"(?${rest[0] ?? ''}" is not supported`);
      const named = /^P?<(\w+)>/.exec(rest);
      const flags = /^([imsU]*)(-[imsU]+)?([:)])/.exec(rest);
      if (named) {
        const [, name = ''] = named;
        // A piece with a repeat is read twice, which does not use its names twice.
        const place = this.names.get(name) ?? this.at;
        if (place !== this.at) throw new Mistake(`the name "${name}" is used twice`);
        this.names.set(name, place);
        this.at += named[0].length;
      } else if (flags && (flags[1] || flags[2] || flags[3] === ':')) {
        this.at += flags[0].length;
        if (flags[3] === ')') {
          const at = this.at;
          if (this.repeatCount() !== undefined)
            throw new Mistake(`there is nothing to repeat before "${this.pattern[at] ?? ''}"`);
          return 0;
        }
      } else throw new Mistake('"(?" is followed by something unknown');
    }
    const steps = this.alternatives(depth + 1, repeats);
    if (!this.eat(')')) throw new Mistake('a "(" is not closed');
    return steps + 2;
  }

  private set(): number {
    const from = this.at;
    this.eat('^');
    let isFirst = true;
    while (isFirst || this.peek() !== ']') {
      if (this.at >= this.pattern.length) throw new Mistake('a "[" is not closed');
      isFirst = false;
      const named = /^\[:\^?(\w+):\]/.exec(this.pattern.slice(this.at, this.at + 20));
      if (named) {
        if (!CLASSES.has(named[1] ?? '')) throw new Mistake(`"${named[0]}" is unknown`);
        this.at += named[0].length;
        continue;
      }
      const first = this.setChar();
      if (this.peek() === '-' && this.pattern[this.at + 1] !== ']' && this.at + 1 < this.pattern.length) {
        this.at += 1;
        const last = this.setChar();
        if (first === undefined || last === undefined || last < first)
          throw new Mistake('a range of letters ends before it begins');
      }
    }
    this.at += 1;
    return /\\[pP]/.test(this.pattern.slice(from, this.at)) ? STEPS.letters : STEPS.set;
  }

  /** The code point, or undefined for a class such as `\d`. */
  private setChar(): number | undefined {
    const code = this.pattern.codePointAt(this.at) ?? 0;
    if (code !== 92) {
      this.at += code > 0xffff ? 2 : 1;
      return code;
    }
    this.at += 1;
    return this.escapedCode();
  }

  private escape(): number {
    const next = this.peek();
    if (next === 'Q') {
      const end = this.pattern.indexOf('\\E', this.at);
      const from = this.at + 1;
      this.at = end < 0 ? this.pattern.length : end + 2;
      return Math.max(0, (end < 0 ? this.pattern.length : end) - from);
    }
    if (/[AzbB]/.test(next) || next === 'C') {
      this.at += 1;
      return STEPS.char;
    }
    const isLetters = next === 'p' || next === 'P';
    return this.escapedCode() !== undefined ? STEPS.char : isLetters ? STEPS.letters : STEPS.set;
  }

  private escapedCode(): number | undefined {
    const rest = this.pattern.slice(this.at, this.at + 60);
    const char = rest[0] ?? '';
    if (char === '') throw new Mistake('it ends with "\\"');
    if (/[dDsSwW]/.test(char)) {
      this.at += 1;
      return undefined;
    }
    if (/[pP]/.test(char)) {
      const match = /^[pP](?:([A-Z])|\{\^?(\w+)\})/.exec(rest);
      const name = match?.[1] ?? match?.[2];
      if (!match || name === undefined || !isUnicodeClass(name))
        throw new Mistake(`"\\${rest.slice(0, 8)}" is not a class of letters`);
      this.at += match[0].length;
      return undefined;
    }
    const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
    if (octal) {
      this.at += octal[0].length;
      return Number.parseInt(octal[0], 8);
    }
    if (/[1-9]/.test(char)) throw new Mistake(`back-references such as "\\${char}" are not supported`);
    const hex = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(rest);
    if (hex) {
      this.at += hex[0].length;
      const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
      if (code > 0x10ffff) throw new Mistake(`"\\${hex[0]}" is beyond all letters`);
      return code;
    }
    const known = 'aftnrv'.indexOf(char);
    if (known >= 0) {
      this.at += 1;
      return [7, 12, 9, 10, 13, 11][known];
    }
    if (/[A-Za-z0-9]/.test(char) || char > '\u007f') throw new Mistake(`"\\${char}" means nothing`);
    this.at += 1;
    return char.charCodeAt(0);
  }

  private peek(): string {
    return this.pattern[this.at] ?? '';
  }

  private eat(char: string): boolean {
    if (this.peek() !== char) return false;
    this.at += 1;
    return true;
  }
}

const CLASSES = new Set([
  'alnum',
  'alpha',
  'ascii',
  'blank',
  'cntrl',
  'digit',
  'graph',
  'lower',
  'print',
  'punct',
  'space',
  'upper',
  'word',
  'xdigit',
]);

/** A general category (`L`, `Lu`), a script (`Greek`) or `Any`. */
function isUnicodeClass(name: string): boolean {
  if (name === 'Any') return true;
  const property = name.length <= 2 ? name : `Script=${name}`;
  try {
    new RegExp(`\\p{${property}}`, 'u');
    return /^[A-Z]/.test(name) && name !== 'LC' && name !== 'Cn';
  } catch {
    // Not a name that Unicode knows.
    return false;
  }
}
