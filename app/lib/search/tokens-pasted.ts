// What `name:rest` is when it was probably pasted: URLs, IPv6 addresses, `host:port`, times of day, Windows paths.
import { wordKind } from './tokens-chars.ts';

const HOST_PORT = /^[A-Za-z0-9.-]+:(\d{1,5})(?:\/.*)?$/s;
/** With the brackets or the comma of the line that it was taken from. */
const TIME = /^\[?(?:\d{4}-\d\d-\d\d[T_])?\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\]?,?$/;
const ALWAYS_FIELD = /^(?:attributes|resource|scope)\../s;

/** Names that say themselves that they are fields: `attributes.x`, `resource.x`, `scope.x`. */
export function isScopedName(name: string): boolean {
  return ALWAYS_FIELD.test(name);
}

/**
 * Whether a bare word with a colon is text as a whole. `word` is the word as written, `colon` the index of its first
 * colon. Whether the left side is a known field is for the caller to ask first.
 */
export function isPasted(word: string, colon: number): boolean {
  const kind = wordKind(word);
  if (kind !== 'plain') return true;
  if (colon > MAX_HOST) return false;
  return TIME.test(word) || isHostPort(word) || isIpv6(word);
}

/** A host's name has at most 253 characters; what is longer is not looked at. */
const MAX_HOST = 260;

function isHostPort(word: string): boolean {
  const match = HOST_PORT.exec(word);
  return match !== null && Number(match[1]) <= 65535;
}

/** An IPv6 address: with a zone or a prefix length, or in brackets and with a port. */
function isIpv6(word: string): boolean {
  if (word.length > 100) return false;
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?(?:\/.*)?$/s.exec(word);
  const address = (bracketed?.[1] ?? word).replace(/\/\d{1,3}$/, '').replace(/%[\w.~-]+$/, '');
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const tail = groups.at(-1);
  const hasIpv4 = tail !== undefined && /^\d{1,3}(?:\.\d{1,3}){3}$/.test(tail);
  if (hasIpv4) groups.pop();
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  const count = groups.length + (hasIpv4 ? 2 : 0);
  return halves.length === 2 ? count <= 7 : count === 8;
}
