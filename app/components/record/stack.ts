// A stack trace as lines by what they are, in the forms that common languages print. Pure.

export interface StackLine {
  readonly kind: 'message' | 'frame' | 'source';
  readonly text: string;
  /** Where in the text the place in a file stands, if it does. */
  readonly place: readonly [number, number] | undefined;
  /** Whether the frame is of a library or the language itself, not of the program. */
  readonly isForeign: boolean;
}

const FRAMES = [
  /^\s*at .+/, // JavaScript, Java, .NET, Rust
  /^\s+File ".+", line \d+/, // Python
  /^\t\S+\.go:\d+/, // Go
  /^\s+\d+: .+/, // Rust
  /^\s+from .+:\d+:in /, // Ruby
  /^#\d+ .+/, // PHP
  /^\s*\.{3} \d+ (more|common frames)/, // Java
];
const FOREIGN =
  /node_modules|node:internal|\(internal\/|<anonymous>|site-packages|dist-packages|\/usr\/lib|\/usr\/local\/(go|lib)|\/rustc\/|\/gems\/|vendor\/|\bat (java|javax|jdk|sun|com\.sun|org\.springframework|org\.apache|io\.netty|System|Microsoft)\./;
const PLACE = /[^\s("':]+\.[A-Za-z]{1,5}(?::\d+(?::\d+)?|", line \d+|\(\d+\))/;

/** The lines of a stack trace. */
export function stackLines(text: string): readonly StackLine[] {
  const lines = text.split('\n');
  return lines.map((line, at) => {
    const isFrame = FRAMES.some((frame) => frame.test(line));
    // Python prints the line of source below its frame.
    const isSource = !isFrame && /^\s{4,}\S/.test(line) && FRAMES[1]?.test(lines[at - 1] ?? '') === true;
    const place = isFrame ? PLACE.exec(line) : null;
    return {
      kind: isFrame ? 'frame' : isSource ? 'source' : 'message',
      text: line,
      place: place ? [place.index, place.index + place[0].length] : undefined,
      isForeign: isFrame && FOREIGN.test(line),
    };
  });
}
