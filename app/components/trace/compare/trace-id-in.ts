// The trace id in what somebody pasted. Pure.

/** Of a link or a line that holds an id, the id; anything else as it is, without spaces around. */
export function traceIdIn(text: string): string {
  const path = /\/traces?\/([^/?#\s]+)/.exec(text)?.[1];
  const hexadecimal = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i.exec(text)?.[0].toLowerCase();
  return (hexadecimal ?? path ?? text).trim().slice(0, 256);
}
