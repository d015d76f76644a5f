// What the engine says of a mistake, without the text of our own statement: nobody who asked has written that.

/** Its sentence without the statement, the names of codes and the version; at most 300 characters. */
export function engineSentence(said: string): string {
  const sentence = said
    .replace(/[.:]? ?(?:while|in scope|In scope|Maybe you meant|: While) [\s\S]*$/, '')
    .replace(/\s*\([A-Z_]{4,}\)\s*(\(version.*)?$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return short(sentence === '' ? 'The SQL cannot run.' : sentence.endsWith('.') ? sentence : `${sentence}.`);
}

/** The beginning of a text that may be long. */
export function short(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
