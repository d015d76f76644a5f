// Reads a stream of server-sent events, piece by piece. Pure.

/** One event: what it is called, its data, and the id if it has one. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string;
}

/** Takes pieces of the text as they come, cut anywhere, and gives the events that are whole. Comments are left out. */
export class EventReader {
  #rest = '';
  #event = '';
  #id = '';
  #data: string[] = [];

  read(piece: string): StreamEvent[] {
    const found: StreamEvent[] = [];
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (line !== '') this.#line(line);
      else if (this.#data.length > 0) {
        found.push({ event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id });
        this.#event = '';
        this.#data = [];
      }
    }
    return found;
  }

  #line(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (name === 'event') this.#event = value;
    else if (name === 'data') this.#data.push(value);
    else if (name === 'id') this.#id = value;
  }
}
