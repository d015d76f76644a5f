// Draws a flame graph on a canvas.
import type { FlameGraph } from '#app/lib/trace-model/flame.ts';
import type { Paints } from '../waterfall/paints.ts';
import { BAR_PX, eachSeenBar, type FlameWindow } from './layout.ts';

export interface FlameLook {
  readonly marked: Uint8Array | undefined;
  /** The bar that keys and clicks are about. */
  readonly active: number | undefined;
  readonly hovered: number | undefined;
  readonly zoomed: number | undefined;
}

/** Narrower bars have no text. */
const TEXT_PX = 28;
const PADDING_PX = 5;
const FAINT = 0.25;
const FULL = 0.85;

export function paintFlame(
  context: CanvasRenderingContext2D,
  graph: FlameGraph,
  seen: FlameWindow,
  look: FlameLook,
  paints: Paints,
): void {
  const ratio = window.devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, seen.width, seen.height);
  context.font = paints.font;
  context.textBaseline = 'middle';
  eachSeenBar(graph, seen, (bar, x, y, width) =>
    paintBar(context, graph, seen, look, paints, bar, x, y, width),
  );
  context.globalAlpha = 1;
}

function paintBar(
  context: CanvasRenderingContext2D,
  graph: FlameGraph,
  seen: FlameWindow,
  { marked, active, hovered }: FlameLook,
  paints: Paints,
  bar: number,
  x: number,
  y: number,
  width: number,
): void {
  const left = Math.max(0, x);
  const right = Math.min(seen.width, x + width);
  // A gap between bars, where there is room for one.
  const drawn = Math.max(0.5, right - left - (width > 3 ? 1 : 0));
  const isFaint = marked !== undefined && marked[bar] !== 1;
  context.globalAlpha = isFaint ? FAINT : FULL;
  context.fillStyle = paints.services[graph.service[bar] ?? 0] ?? paints.quiet;
  context.fillRect(left, y, drawn, BAR_PX - 1);
  context.globalAlpha = 1;
  if ((graph.errors[bar] ?? 0) > 0) {
    context.fillStyle = paints.danger;
    context.fillRect(left, y + BAR_PX - 3, drawn, 2);
  }
  if (drawn > TEXT_PX) {
    const name = graph.columns.names[graph.name[bar] ?? 0] ?? '';
    const text = fitted(context, paints, name, drawn - 2 * PADDING_PX);
    const plate = Math.min(drawn, paints.widthOf(context, text) + 2 * PADDING_PX);
    context.fillStyle = paints.plate;
    context.fillRect(left, y, plate, BAR_PX - 1);
    context.fillStyle = isFaint ? paints.quiet : paints.ink;
    context.fillText(text, left + PADDING_PX, y + BAR_PX / 2);
  }
  if (bar !== active && bar !== hovered) return;
  context.strokeStyle = bar === active ? paints.accent : paints.ink;
  context.lineWidth = bar === active ? 2 : 1;
  context.strokeRect(left + 1, y + 1, Math.max(1, drawn - 2), BAR_PX - 3);
}

/** As much of a text as fits, with an ellipsis. */
function fitted(context: CanvasRenderingContext2D, paints: Paints, text: string, room: number): string {
  const line = text.slice(0, 200).replace(/\s+/g, ' ');
  if (paints.widthOf(context, line) <= room) return line;
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(`${line.slice(0, middle)}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${line.slice(0, low)}…`;
}
