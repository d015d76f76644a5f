// How a record's body is shown: one line in the list; in the detail as JSON, as a stack trace, or as it is. Pure.
import { isJson } from '#app/components/record/json-tokens.ts';

/** Longer bodies are cut in the list; the detail shows them whole. */
const LINE_CHARACTERS = 1_000;
/** A match is looked for this far. */
const FAR_CHARACTERS = 20_000;
const WRAPPED_CHARACTERS = 4_000;
/** Beyond this a body is not parsed as JSON: the screen would stall. */
const JSON_CHARACTERS = 1_000_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with the escape character
const TERMINAL_COLOURS = /\u001b\[[0-9;?]*[A-Za-z]/g;

const FRAMES = [
  /^\s*at .+[(:].*\d+\)?$/m, // JavaScript, Java, .NET
  /^\s+File ".+", line \d+/m, // Python
  /^goroutine \d+ \[.+\]:$/m, // Go
  /^\s+\d+: .+\n\s+at .+:\d+/m, // Rust
  /^\s+from .+:\d+:in /m, // Ruby
  /^#\d+ .+\(\d+\): /m, // PHP
];

/** A match that begins further on is likely to be cut off at the end of the line. */
const SEEN_CHARACTERS = 90;
/** What is kept of the line's beginning, and before the match, when it is brought nearer. */
const HEAD_CHARACTERS = 40;
const LEAD_CHARACTERS = 24;

/**
 * The body as one line: line breaks become a visible sign, terminal colours go. When the first match of the search is far
 * to the right, what stands in between is left out, so that one sees it.
 */
export function bodyLine(body: string, pattern?: RegExp, most = LINE_CHARACTERS): string {
  // Most bodies are one short line already, and a fast scroll asks for thousands a second.
  const cut = body.length > most ? body.slice(0, pattern ? FAR_CHARACTERS : most) : body;
  const line = oneLine(cut);
  if (!pattern || line.length <= SEEN_CHARACTERS) return line;
  const at = line.search(pattern);
  if (at < SEEN_CHARACTERS) return line.slice(0, most);
  const from = at - LEAD_CHARACTERS;
  return `${line.slice(0, HEAD_CHARACTERS)} … ${line.slice(from, from + most)}`;
}

function oneLine(text: string): string {
  const line = plain(text);
  return /[\r\n]/.test(line) ? line.trim().replace(/[^\S\r\n]*[\r\n]\s*/g, ' ↵ ') : line.trim();
}

/** The body over several lines, cut to what one can read in a list. */
export function bodyWrapped(body: string): string {
  const text = plain(body.slice(0, WRAPPED_CHARACTERS)).trimEnd();
  return body.length > WRAPPED_CHARACTERS ? `${text}…` : text;
}

export type BodyView =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'stack'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

/** What the body is, and the text to show for it: JSON is indented, numbers keep their digits. */
export function bodyView(body: string): BodyView {
  const json = indentJson(body);
  if (json !== undefined) return { kind: 'json', text: json };
  const text = plain(body);
  return { kind: FRAMES.some((frame) => frame.test(text)) ? 'stack' : 'text', text };
}

/**
 * Indents a JSON object or array; undefined for anything else. The text is re-spaced rather than re-printed, because
 * `JSON.parse` would round numbers beyond 2^53.
 */
function indentJson(body: string): string | undefined {
  const text = body.trim();
  if (!/^[{[]/.test(text) || text.length > JSON_CHARACTERS || !isJson(text)) return undefined;
  let out = '';
  let depth = 0;
  const newline = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === '{' || token === '[') {
      depth += 1;
      out += token + newline();
    } else if (token === '}' || token === ']') {
      depth -= 1;
      out = /[{[]\n *$/.test(out) ? out.trimEnd() + token : out + newline() + token;
    } else if (token === ',') out += token + newline();
    else if (token === ':') out += ': ';
    else out += token;
  }
  return out;
}

function plain(text: string): string {
  return text.includes('\u001b') ? text.replace(TERMINAL_COLOURS, '') : text;
}
