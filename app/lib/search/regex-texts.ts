// What a text surely has when a regular expression matches it, so that an index can find the candidates.

/**
 * The texts of letters, digits and plain punctuation that stand in every match, in order, undefined for what is around
 * them. Expressions that it does not see through have none.
 */
export function regexTexts(pattern: string): readonly (string | undefined)[] {
  // Alternatives need not match; ignoring case goes beyond ASCII; other escapes may stand for anything.
  if (/\(\?[a-zA-Z]*i|\\[^dDsSwW.\-/()[\]{}?*+^$|]|\\$/.test(pattern)) return [];
  const texts: (string | undefined)[] = [undefined];
  let text = '';
  let depth = 0;
  const flush = () => {
    if (text !== '') texts.push(text, undefined);
    text = '';
  };
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] ?? '';
    if (char === '\\') {
      at += 1;
      flush();
    } else if (char === '[') {
      at = endOfSet(pattern, at);
      flush();
    } else if (char === '(' || char === ')') {
      depth += char === '(' ? 1 : -1;
      flush();
    } else if (depth > 0) continue;
    else if (char === '|') return [];
    else if (/[*?{]/.test(char)) {
      // What it repeats may be missing.
      text = text.slice(0, -1);
      flush();
      at += (/^\{\d+(?:,\d*)?\}/.exec(pattern.slice(at, at + 20))?.[0].length ?? 1) - 1;
    } else if (/[A-Za-z0-9 =:,;_]/.test(char)) text += char;
    else flush();
  }
  flush();
  return texts;
}

/** The place of the bracket that ends a set. */
function endOfSet(pattern: string, from: number): number {
  let at = from + 1;
  if (pattern[at] === '^') at += 1;
  if (pattern[at] === ']') at += 1;
  while (at < pattern.length && pattern[at] !== ']') {
    if (pattern[at] === '\\') at += 1;
    if (pattern.startsWith('[:', at)) at = Math.max(at, pattern.indexOf(':]', at) + 1);
    at += 1;
  }
  return at;
}
