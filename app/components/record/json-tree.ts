// JSON text as a tree whose leaves keep their text: `JSON.parse` would round numbers beyond 2^53. Pure.
import { formatCount } from '#app/components/time/format.ts';
import { isJson } from './json-tokens.ts';

export type JsonNode =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: 'array'; readonly entries: readonly (readonly [string, JsonNode])[] }
  /** `text` is as it stands in the JSON, quotes included. */
  | { readonly kind: 'leaf'; readonly text: string };

/** Beyond this a text is not read as JSON: the screen would stall. */
const LONGEST = 1_000_000;
/** Deeper nesting is shown as text. */
const DEEPEST = 200;

/** The tree of an object or array; undefined for everything else. */
export function parseJsonTree(source: string): JsonNode | undefined {
  const text = source.trim();
  if (!/^[{[]/.test(text) || text.length > LONGEST || !isJson(text)) return undefined;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let at = 0;
  const read = (depth: number): JsonNode | undefined => {
    const token = tokens[at];
    at += 1;
    if (token !== '{' && token !== '[') return { kind: 'leaf', text: token ?? '' };
    if (depth > DEEPEST) return undefined;
    const isObject = token === '{';
    const entries: [string, JsonNode][] = [];
    while (tokens[at] !== '}' && tokens[at] !== ']') {
      let name = String(entries.length);
      if (isObject) {
        name = JSON.parse(tokens[at] ?? '""') as string;
        at += 2;
      }
      const value = read(depth + 1);
      if (!value) return undefined;
      entries.push([name, value]);
      if (tokens[at] === ',') at += 1;
    }
    at += 1;
    return { kind: isObject ? 'object' : 'array', entries };
  };
  return read(0);
}

/** What a folded node says: its first members, or how many there are. */
export function summary(node: JsonNode): string {
  if (node.kind === 'leaf') return node.text;
  const count = node.entries.length;
  if (node.kind === 'array') return `[ ${formatCount(count, 'item')} ]`;
  const names = node.entries.slice(0, 4).map(([name]) => name);
  return `{ ${names.join(', ')}${count > names.length ? ', …' : ''} }`;
}
