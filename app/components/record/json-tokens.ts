// Cuts JSON text into pieces by what they are, for colours. Pure.

export type JsonTokenKind = 'name' | 'text' | 'number' | 'word' | 'sign';

export interface JsonToken {
  readonly kind: JsonTokenKind;
  readonly text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([\s\S])/g;

/** The pieces in order; joined they are the text. Signs and white space between two others are one piece. */
export function jsonTokens(text: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  let signs = '';
  const push = (kind: JsonTokenKind, piece: string) => {
    if (signs !== '') tokens.push({ kind: 'sign', text: signs });
    signs = '';
    tokens.push({ kind, text: piece });
  };
  for (const [, quoted, colon, number, word, sign = ''] of text.matchAll(TOKEN)) {
    if (quoted !== undefined) {
      push(colon === undefined ? 'text' : 'name', quoted);
      signs = colon ?? '';
    } else if (number !== undefined) push('number', number);
    else if (word !== undefined) push('word', word);
    else signs += sign;
  }
  if (signs !== '') tokens.push({ kind: 'sign', text: signs });
  return tokens;
}

/** Whether a text is JSON as a whole. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
