// Draws the bars of the rows on the screen, and nothing else: one canvas costs less per frame than elements for each bar.
import type { TraceRows } from '#app/lib/trace-model/rows.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { formatDuration } from '../duration.ts';
import { type CriticalPath, segmentsOf } from '../load/critical-path.ts';
import type { Mark, Marks } from '../ticks/marks.ts';
import { LABEL_PX, PADDING_PX, type TimeWindow } from './geometry.ts';
import type { Paints } from './paints.ts';
import { selfIntervals } from './self-intervals.ts';

export interface Frame {
  readonly tree: TraceTree;
  readonly rows: TraceRows;
  /** The rows to draw: [first, end). */
  readonly first: number;
  readonly end: number;
  /** CSS pixels that are scrolled away above. */
  readonly top: number;
  readonly rowHeight: number;
  /** Where the bar lies in its row: its upper edge and its height. */
  readonly barTop: number;
  readonly barHeight: number;
  /** The timeline's place in the canvas. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly shown: TimeWindow;
  /** Distances of the ruler's lines from the trace's begin. */
  readonly ticks: readonly number[];
  readonly critical: CriticalPath | undefined;
  readonly marks: Marks;
  /** 0 for spans that are drawn pale; undefined draws all alike. */
  readonly matches: Uint8Array | undefined;
}

const ERROR = 2;
const LEAST_PX = 2;
const GAP_PX = 6;
/** Children's time is drawn in the service's colour too, but pale. */
const PALE = 0.38;
const UNMATCHED = 0.3;

/** The transform maps CSS pixels already. */
export function paint(context: CanvasRenderingContext2D, frame: Frame, paints: Paints): void {
  const { tree, rows, first, end, top, rowHeight, left, width, height, shown } = frame;
  context.clearRect(0, 0, left + width + LABEL_PX, height);
  const scale = width / (shown.to - shown.from);
  context.fillStyle = paints.line;
  for (const tick of frame.ticks) {
    const x = Math.round(left + (tree.begin + tick - shown.from) * scale);
    context.fillRect(x, 0, 1, height);
  }
  context.font = paints.font;
  context.textBaseline = 'middle';
  for (let row = first; row < end; row += 1) {
    const span = rows.spans[row] ?? 0;
    const y = row * rowHeight - top + frame.barTop;
    context.globalAlpha = frame.matches && frame.matches[span] !== 1 ? UNMATCHED : 1;
    paintSpan(context, frame, paints, span, y, scale);
  }
  context.globalAlpha = 1;
}

function paintSpan(
  context: CanvasRenderingContext2D,
  frame: Frame,
  paints: Paints,
  span: number,
  y: number,
  scale: number,
): void {
  const { tree, left, width, shown, barHeight } = frame;
  const { columns } = tree;
  const start = columns.start[span] ?? 0;
  const duration = columns.duration[span] ?? 0;
  const x = left + (start - shown.from) * scale;
  const right = Math.max(x + LEAST_PX, left + (start + duration - shown.from) * scale);
  const label = formatDuration(duration);
  const middle = y + barHeight / 2;
  if (right < left || x > left + width) {
    // Outside of what is shown: on which side, and how far it would be.
    context.fillStyle = paints.quiet;
    const text = right < left ? `‹ ${label}` : `${label} ›`;
    const at = right < left ? left + GAP_PX : left + width - GAP_PX - paints.widthOf(context, text);
    context.fillText(text, at, middle);
    return;
  }
  const from = Math.max(left, x);
  const to = Math.min(left + width, right);
  const color = paints.services[columns.service[span] ?? 0] ?? paints.quiet;
  const alpha = context.globalAlpha;
  const isParent = (tree.size[span] ?? 1) > 1 && !frame.rows.isCollapsed(span);
  const own = isParent && to - from > 8 ? selfIntervals(tree, span) : undefined;
  context.fillStyle = color;
  if (own) context.globalAlpha = alpha * PALE;
  context.fillRect(from, y, Math.max(LEAST_PX, to - from), barHeight);
  context.globalAlpha = alpha;
  if (own) fillIntervals(context, frame, own, scale, y, barHeight);
  if (columns.status[span] === ERROR) {
    context.strokeStyle = paints.danger;
    context.lineWidth = 1.5;
    context.strokeRect(from - 0.75, y - 0.75, Math.max(LEAST_PX, to - from) + 1.5, barHeight + 1.5);
  }
  if (frame.critical) paintCritical(context, frame, frame.critical, paints, span, y, scale);
  for (const mark of frame.marks.get(span) ?? []) {
    const at = left + (mark.at - shown.from) * scale;
    if (at >= left - 1 && at <= left + width + 1) paintMark(context, paints, mark, at, y, barHeight);
  }
  const text = label + counts(frame, span);
  const room = paints.widthOf(context, text);
  context.fillStyle = paints.text;
  if (to + GAP_PX + room <= left + width + LABEL_PX - PADDING_PX) context.fillText(text, to + GAP_PX, middle);
  else if (from - GAP_PX - room >= left) context.fillText(text, from - GAP_PX - room, middle);
  else {
    // On the bar itself, where nothing else has room: on a plate, readable on every colour.
    const at = to - room - GAP_PX;
    context.fillStyle = paints.plate;
    context.fillRect(at - 3, y, room + 6, barHeight);
    context.fillStyle = paints.text;
    context.fillText(text, at, middle);
  }
}

/** Links, and events whose times are not known, by their number. */
function counts({ tree, marks }: Frame, span: number): string {
  const links = tree.columns.links[span] ?? 0;
  const events = tree.columns.events[span] ?? 0;
  const isMarked = events === 0 || marks.get(span)?.some(({ kind }) => kind !== 'log');
  return `${isMarked ? '' : `  ◆ ${events}`}${links > 0 ? `  ⤳ ${links}` : ''}`;
}

function fillIntervals(
  context: CanvasRenderingContext2D,
  { left, width, shown }: Frame,
  intervals: Float64Array,
  scale: number,
  y: number,
  height: number,
): void {
  for (let at = 0; at < intervals.length; at += 2) {
    const from = Math.max(left, left + ((intervals[at] ?? 0) - shown.from) * scale);
    const to = Math.min(left + width, left + ((intervals[at + 1] ?? 0) - shown.from) * scale);
    if (to > from) context.fillRect(from, y, to - from, height);
  }
}

/** A line below the bar while the root waits for this span. */
function paintCritical(
  context: CanvasRenderingContext2D,
  { left, width, shown, barHeight }: Frame,
  path: CriticalPath,
  paints: Paints,
  span: number,
  y: number,
  scale: number,
): void {
  const [first, end] = segmentsOf(path, span);
  context.fillStyle = paints.ink;
  for (let at = first; at < end; at += 1) {
    const from = Math.max(left, left + ((path.starts[at] ?? 0) - shown.from) * scale);
    const to = Math.min(left + width, left + ((path.ends[at] ?? 0) - shown.from) * scale);
    if (to >= left && from <= left + width)
      context.fillRect(from, y + barHeight + 1, Math.max(1, to - from), 2);
  }
}

/** Events are diamonds on the bar, exceptions crossed ones, logs triangles above it. */
function paintMark(
  context: CanvasRenderingContext2D,
  paints: Paints,
  { kind, color }: Mark,
  x: number,
  y: number,
  height: number,
): void {
  context.beginPath();
  if (kind === 'log') {
    context.moveTo(x - 3.5, y - 5);
    context.lineTo(x + 3.5, y - 5);
    context.lineTo(x, y + 1);
    context.closePath();
    context.fillStyle = (color && paints.severities.get(color)) ?? paints.quiet;
    context.fill();
    return;
  }
  const middle = y + height / 2;
  context.moveTo(x, middle - 5);
  context.lineTo(x + 4, middle);
  context.lineTo(x, middle + 5);
  context.lineTo(x - 4, middle);
  context.closePath();
  context.fillStyle = kind === 'exception' ? paints.danger : paints.ink;
  context.fill();
  context.strokeStyle = paints.canvas;
  context.lineWidth = 1;
  context.stroke();
  if (kind !== 'exception') return;
  context.fillStyle = paints.canvas;
  context.fillRect(x - 0.75, middle - 3, 1.5, 3.5);
  context.fillRect(x - 0.75, middle + 1.5, 1.5, 1.5);
}
