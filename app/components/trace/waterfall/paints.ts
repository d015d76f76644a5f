// The colours and the font of a canvas, read from the page's theme.
import { computedColor } from '#app/components/charts/canvas-colors.ts';
import { LEVEL_FILL } from '#app/components/logs/severity.ts';
import { serviceColor } from '../service-color.ts';

export interface Paints {
  /** By place in the columns' services. */
  readonly services: readonly string[];
  /** By CSS variable, as `LEVEL_FILL` names them. */
  readonly severities: ReadonlyMap<string, string>;
  readonly ink: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly danger: string;
  readonly canvas: string;
  /** Behind text on a bar. */
  readonly plate: string;
  readonly accent: string;
  readonly font: string;
  /** CSS pixels of a text in the font. */
  readonly widthOf: (context: CanvasRenderingContext2D, text: string) => number;
}

const FONT_PX = 11;
/** More texts are not remembered. */
const MOST_WIDTHS = 5_000;

export function readPaints(inside: HTMLElement, services: readonly string[]): Paints {
  const color = (value: string) => computedColor(inside, value);
  const widths = new Map<string, number>();
  return {
    services: services.map((name) => color(serviceColor(name))),
    severities: new Map(Object.values(LEVEL_FILL).map((value) => [value, color(value)])),
    ink: color('var(--ink)'),
    text: color('var(--ink-2)'),
    quiet: color('var(--ink-3)'),
    line: color('var(--line)'),
    danger: color('var(--danger)'),
    canvas: color('var(--canvas)'),
    plate: color('color-mix(in srgb, var(--canvas) 85%, transparent)'),
    accent: color('var(--accent)'),
    font: `${FONT_PX}px ${getComputedStyle(inside).fontFamily}`,
    widthOf: (context, text) => {
      const known = widths.get(text);
      if (known !== undefined) return known;
      if (widths.size > MOST_WIDTHS) widths.clear();
      const { width } = context.measureText(text);
      widths.set(text, width);
      return width;
    },
  };
}
