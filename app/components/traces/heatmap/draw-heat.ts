// Draws the heatmap's cells into a canvas.
import { computedColor } from '#app/components/charts/canvas-colors.ts';
import { type HeatGrid, heat, rowShare, timeShare } from './heat-grid.ts';

/** From few spans to many. Each differs from its neighbours in lightness, in both themes. */
export const HEAT_COLORS = [
  'light-dark(#d9defa, #23284a)',
  'light-dark(#b7c0f5, #313a70)',
  'light-dark(#8f9bee, #454f9c)',
  'light-dark(#6673e0, #6470cf)',
  'light-dark(#464fc4, #939bf0)',
  'light-dark(#2b2f8f, #cdd1ff)',
] as const;
/** Cells with errors have a mark of this colour at their left: the wider and the stronger, the more of their spans failed. */
export const ERROR_COLOR = 'var(--sev-error)';
const LEAST_ERROR_PX = 2;
/** Of the mark of a cell where few spans failed, 0 to 1. */
const LEAST_ERROR_INK = 0.35;
const GAP_PX = 1;

/** The colour of a cell with so many spans, as an index of `HEAT_COLORS`. */
export function heatStep(spans: number, most: number): number {
  return Math.min(HEAT_COLORS.length - 1, Math.floor(heat(spans, most) * HEAT_COLORS.length));
}

/** Fits the canvas to its element and draws anew. */
export function drawHeat(canvas: HTMLCanvasElement, grid: HeatGrid): void {
  const context = canvas.getContext('2d');
  const parent = canvas.parentElement;
  if (!context || !parent) return;
  const ratio = window.devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const colors = HEAT_COLORS.map((color) => computedColor(parent, color));
  const error = computedColor(parent, ERROR_COLOR);
  for (const { column, row, spans, errors } of grid.cells) {
    const start = grid.firstMs + column * grid.stepMs;
    const left = Math.max(0, timeShare(grid, start) * width);
    const right = Math.min(width, timeShare(grid, start + grid.stepMs) * width);
    const top = (1 - rowShare(grid, row + 1)) * height;
    const bottom = (1 - rowShare(grid, row)) * height;
    const cellWidth = Math.max(1, right - left - GAP_PX);
    const cellHeight = Math.max(1, bottom - top - GAP_PX);
    context.fillStyle = colors[heatStep(spans, grid.most)] ?? '';
    context.fillRect(left, top, cellWidth, cellHeight);
    if (errors === 0) continue;
    const share = errors / spans;
    context.globalAlpha = LEAST_ERROR_INK + (1 - LEAST_ERROR_INK) * Math.sqrt(share);
    context.fillStyle = error;
    context.fillRect(left, top, Math.max(LEAST_ERROR_PX, share * cellWidth), cellHeight);
    context.globalAlpha = 1;
  }
}
