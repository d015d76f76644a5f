// Lines of a text that comes in pieces.

/** Each line that is not empty. A line may be as long as it wants: a span with large attributes is one. */
export async function* lines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const waiting: Buffer[] = [];
  for await (const piece of source) {
    let rest = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...waiting.splice(0), rest.subarray(0, end)]).toString('utf8');
      rest = rest.subarray(end + 1);
      if (line !== '') yield line;
    }
    if (rest.length > 0) waiting.push(rest);
  }
  const last = Buffer.concat(waiting).toString('utf8');
  if (last !== '') yield last;
}
