// Test support: the language's cases, kept as text: what is asked of which table, and the SQL, parameters and rows of it.
export interface SearchCase {
  readonly file: string;
  /** A key of `CASE_TABLES`. */
  readonly table: string;
  /** What is searched for; `\n`, `\t` and `\0` only as escapes of JSON when the line begins with a quote after the table. */
  readonly text: string;
  /** The lines below it: `sql`, `params`, `rows` or `error`. */
  readonly expected: Readonly<Record<string, string>>;
}

/**
 * A file: `# comment`, `table> text`, and below it indented `name: value` lines. A text with characters that a line cannot
 * hold is written as `table>> "JSON"`.
 */
export function parseCases(file: string, content: string): SearchCase[] {
  const found: { file: string; table: string; text: string; expected: Record<string, string> }[] = [];
  for (const line of content.split('\n')) {
    const head = /^(\w+)(>>?) ?(.*)$/.exec(line);
    if (head) {
      const [, table = '', mark, rest = ''] = head;
      found.push({ file, table, text: mark === '>>' ? JSON.parse(rest) : rest, expected: {} });
      continue;
    }
    const entry = /^ {2}(\w+): (.*)$/.exec(line);
    const last = found.at(-1);
    if (entry && last) last.expected[entry[1] ?? ''] = entry[2] ?? '';
    else if (line !== '' && !line.startsWith('#')) throw new Error(`${file}: "${line}" is not a case.`);
  }
  return found;
}

/** A file with what its cases come to; comments and blank lines stay. For whoever changes the compiler on purpose. */
export function rewriteCases(
  file: string,
  content: string,
  outcome: (one: SearchCase) => Readonly<Record<string, string>>,
): string {
  const cases = parseCases(file, content)[Symbol.iterator]();
  return content
    .split('\n')
    .filter((line) => !line.startsWith('  '))
    .flatMap((line) => {
      const next = /^\w+>/.test(line) ? cases.next() : undefined;
      if (!next || next.done) return [line];
      return [line, ...Object.entries(outcome(next.value)).map(([name, value]) => `  ${name}: ${value}`)];
    })
    .join('\n');
}

/** Parameters as JSON; whole numbers of any size as they are. */
export function paramsText(params: unknown): string {
  return JSON.stringify(params, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}
