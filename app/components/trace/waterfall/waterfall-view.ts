// The waterfall itself: rows as elements on the left, bars on a canvas, both moved by this class so that they never part.
// React gives it what to show and hears of clicks; what changes with every frame stays in here.
import type { TraceRows } from '#app/lib/trace-model/rows.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import type { CriticalPath } from '../load/critical-path.ts';
import type { Marks } from '../ticks/marks.ts';
import { LABEL_PX, PADDING_PX, pan, type TimeWindow, timeTicks, zoomAround } from './geometry.ts';
import { HoverCard } from './hover-card.ts';
import { paint } from './painter.ts';
import { type Paints, readPaints } from './paints.ts';
import { type RowLook, RowPool } from './row-pool.ts';
import { Scroller } from './scroller.ts';

/** What is shown. Everything but `shown` is compared by identity. */
export interface WaterfallProps {
  readonly tree: TraceTree;
  readonly rows: TraceRows;
  /** Counts the changes of `rows`, which stay one object. */
  readonly version: number;
  readonly matches: Uint8Array | undefined;
  readonly critical: CriticalPath | undefined;
  readonly marks: Marks;
  readonly active: number | undefined;
  readonly open: number | undefined;
  readonly whole: TimeWindow;
  readonly shown: TimeWindow;
  readonly deepest: number;
  /** Names above their bars, for narrow screens. */
  readonly stacked: boolean;
  /** Width of the names, CSS pixels; 0 where they stand above. */
  readonly names: number;
}

export interface WaterfallEvents {
  readonly onOpen: (span: number) => void;
  readonly onToggle: (span: number) => void;
  readonly onWindow: (shown: TimeWindow) => void;
  /** The spans on the screen, once one has stopped scrolling. */
  readonly onRest: (spans: readonly number[]) => void;
}

interface Elements {
  /** Scrolls; the others are inside of it. */
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  /** As large as what is seen, and stays there. */
  readonly sheet: HTMLElement;
  readonly layer: HTMLElement;
  readonly canvas: HTMLCanvasElement;
}

const ROW_PX = 24;
const STACKED_PX = 44;
/** Below the last row, so that it is clear that it is the last. */
const END_PX = 48;
const TICK_PX = 110;
/** What one step of the wheel zooms by. */
const WHEEL_ZOOM = 0.002;
const REST_MS = 250;

export class WaterfallView {
  private readonly elements: Elements;
  private readonly pool: RowPool;
  private readonly scroll: Scroller;
  private readonly card: HoverCard;
  private readonly context: CanvasRenderingContext2D | null;
  private readonly ending = new AbortController();
  private readonly observer: ResizeObserver;
  private props: WaterfallProps;
  private events: WaterfallEvents;
  private look: RowLook;
  private paints: Paints;
  private frame = 0;
  private resting: ReturnType<typeof setTimeout> | undefined;
  /** The rows that were told of last: of which version, from where to where. */
  private told = '';
  private width = 0;
  private height = 0;

  constructor(elements: Elements, props: WaterfallProps, events: WaterfallEvents) {
    this.elements = elements;
    this.props = props;
    this.events = events;
    this.pool = new RowPool(elements.layer);
    this.scroll = new Scroller(elements.scroller, elements.spacer);
    this.card = new HoverCard(elements.sheet);
    this.context = elements.canvas.getContext('2d');
    this.paints = readPaints(elements.sheet, props.tree.columns.services);
    this.look = lookOf(props);
    this.listen();
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(elements.scroller);
    this.measure();
  }

  update(props: WaterfallProps, events: WaterfallEvents): void {
    const before = this.props;
    this.props = props;
    this.events = events;
    if (props.tree.columns.services !== before.tree.columns.services) this.readTheme();
    const isSame = LOOK_PROPS.every((name) => props[name] === before[name]);
    if (!isSame) this.look = lookOf(props);
    if (props.rows !== before.rows || props.version !== before.version || props.stacked !== before.stacked)
      this.measure();
    if (props.tree !== before.tree) {
      this.card.hide();
      this.told = '';
    }
    this.draw();
  }

  /** After a change of the theme. */
  readTheme(): void {
    this.paints = readPaints(this.elements.sheet, this.props.tree.columns.services);
    this.draw();
  }

  /** Brings a row into view: `auto` moves as little as possible. */
  scrollToRow(row: number, align: 'auto' | 'centre'): void {
    const { rowHeight } = this.look;
    const top = row * rowHeight;
    const isSeen = top >= this.scroll.top && top + rowHeight <= this.scroll.top + this.height;
    if (isSeen) return;
    const isNear =
      align === 'auto' && Math.abs(top + rowHeight / 2 - this.scroll.top - this.height / 2) < this.height;
    if (!isNear) this.scroll.moveTo(top - this.height / 2 + rowHeight / 2);
    else this.scroll.moveTo(top < this.scroll.top ? top : top + rowHeight - this.height);
    this.draw();
  }

  /** The row in the middle of what is seen stays there while `change` replaces the rows. */
  firstRow(): number {
    return Math.ceil(this.scroll.top / this.look.rowHeight);
  }

  scrollToTop(row: number): void {
    this.scroll.moveTo(row * this.look.rowHeight);
    this.draw();
  }

  /** Rows that fit on the screen. */
  pageRows(): number {
    return Math.max(1, Math.floor(this.height / this.look.rowHeight) - 1);
  }

  end(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
    this.observer.disconnect();
    this.ending.abort();
    this.card.hide();
    this.pool.end();
  }

  private measure(): void {
    const { scroller, canvas, sheet } = this.elements;
    this.width = scroller.clientWidth;
    this.height = scroller.clientHeight;
    sheet.style.height = `${this.height}px`;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(this.width * scale);
    canvas.height = Math.round(this.height * scale);
    canvas.style.width = `${this.width}px`;
    canvas.style.height = `${this.height}px`;
    this.context?.setTransform(scale, 0, 0, scale, 0, 0);
    this.scroll.resize(this.props.rows.count * this.look.rowHeight + END_PX, this.height);
    // In the same frame: a canvas that was resized is empty.
    this.drawNow();
  }

  private draw(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.drawNow());
  }

  private drawNow(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { context, look, props, scroll } = this;
    const first = Math.max(0, Math.floor(scroll.top / look.rowHeight));
    const end = Math.min(look.rows.count, Math.ceil((scroll.top + this.height) / look.rowHeight));
    this.pool.show(look, first, end, scroll.top);
    this.tellAtRest(first, end);
    if (!context) return;
    const left = this.props.names + PADDING_PX;
    const width = Math.max(1, this.width - this.props.names - PADDING_PX - LABEL_PX);
    const ticks = timeTicks(props.shown, props.tree.begin, Math.max(2, Math.floor(width / TICK_PX)));
    const bar = props.stacked ? { barTop: 25, barHeight: 12 } : { barTop: 6, barHeight: 11 };
    const { tree, rows, matches, critical, marks, shown } = props;
    const view = { first, end, top: scroll.top, rowHeight: look.rowHeight, left, width, height: this.height };
    paint(context, { tree, rows, matches, critical, marks, shown, ticks, ...bar, ...view }, this.paints);
  }

  private tellAtRest(first: number, end: number): void {
    clearTimeout(this.resting);
    const { rows, version } = this.look;
    const text = `${version} ${first} ${end}`;
    if (this.told === text) return;
    this.resting = setTimeout(() => {
      this.told = text;
      this.events.onRest(Array.from(rows.spans.subarray(first, end)));
    }, REST_MS);
  }

  private listen(): void {
    const { scroller } = this.elements;
    const { signal } = this.ending;
    scroller.addEventListener(
      'scroll',
      () => {
        this.scroll.follow();
        this.card.hide();
        this.draw();
      },
      { signal, passive: true },
    );
    scroller.addEventListener('wheel', (event) => this.onWheel(event), { signal, passive: false });
    scroller.addEventListener('click', (event) => this.onClick(event), { signal });
    scroller.addEventListener('pointermove', (event) => this.onPointer(event), { signal });
    scroller.addEventListener('pointerleave', () => this.card.hide(), { signal });
  }

  private onWheel(event: WheelEvent): void {
    const { props } = this;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const at = this.timeAt(event.clientX);
      if (at === undefined) return;
      this.events.onWindow(zoomAround(props.shown, at, Math.exp(event.deltaY * WHEEL_ZOOM), props.whole));
      return;
    }
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (sideways !== 0 && Math.abs(sideways) >= Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      event.preventDefault();
      this.events.onWindow(
        pan(props.shown, sideways / Math.max(1, this.width - this.props.names), props.whole),
      );
      return;
    }
    if (!this.scroll.isScaled) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? ROW_PX : 1;
    this.scroll.moveTo(this.scroll.top + event.deltaY * lines);
    this.card.hide();
    this.draw();
  }

  private onClick(event: MouseEvent): void {
    const span = this.spanAt(event.clientY);
    if (span === undefined || window.getSelection()?.isCollapsed === false) return;
    const isToggle = event.target instanceof Element && event.target.closest('[data-toggle]') !== null;
    const hasChildren = (this.props.tree.size[span] ?? 1) > 1;
    if (isToggle && hasChildren) this.events.onToggle(span);
    else this.events.onOpen(span);
  }

  private onPointer(event: PointerEvent): void {
    const span = event.pointerType === 'mouse' ? this.spanAt(event.clientY) : undefined;
    const { left, top } = this.elements.sheet.getBoundingClientRect();
    const isOverTime = event.clientX - left >= this.props.names;
    if (span === undefined) {
      this.card.hide();
      return;
    }
    const at = isOverTime ? this.timeAt(event.clientX) : undefined;
    this.card.move(this.props.tree, span, at, event.clientX - left, event.clientY - top);
  }

  private spanAt(clientY: number): number | undefined {
    const y = clientY - this.elements.sheet.getBoundingClientRect().top + this.scroll.top;
    const rowAt = Math.floor(y / this.look.rowHeight);
    return rowAt < this.props.rows.count ? this.props.rows.spans[rowAt] : undefined;
  }

  /** Nanoseconds from the base; undefined over the names. */
  private timeAt(clientX: number): number | undefined {
    const { shown } = this.props;
    const x = clientX - this.elements.sheet.getBoundingClientRect().left - this.props.names - PADDING_PX;
    const width = Math.max(1, this.width - this.props.names - PADDING_PX - LABEL_PX);
    if (x < -PADDING_PX) return undefined;
    return shown.from + Math.max(0, Math.min(1, x / width)) * (shown.to - shown.from);
  }
}

const LOOK_PROPS = ['tree', 'rows', 'version', 'matches', 'active', 'open', 'stacked', 'deepest'] as const;

function lookOf(props: WaterfallProps): RowLook {
  const { tree, rows, version, matches, active, open, stacked, deepest } = props;
  const rowHeight = stacked ? STACKED_PX : ROW_PX;
  return { tree, rows, version, matches, active, open, stacked, deepest, rowHeight };
}
