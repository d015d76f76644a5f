// What stands at the pointer: the span in words and numbers, and a line at the pointer's time.

import { SPAN_KINDS, SPAN_STATUSES } from '#app/lib/trace-model/columns.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { formatDuration } from '../duration.ts';

const DELAY_MS = 250;
const OFFSET_PX = 14;

export class HoverCard {
  private readonly sheet: HTMLElement;
  private readonly line: HTMLElement;
  private readonly time: HTMLElement;
  private readonly card: HTMLElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shownSpan: number | undefined;

  constructor(sheet: HTMLElement) {
    this.sheet = sheet;
    this.line = make(sheet, 'pointer-events-none absolute top-0 left-0 z-10 h-full w-px bg-ink-3/60');
    this.time = make(
      this.line,
      'absolute top-0 left-1 rounded bg-raised px-1 text-2xs whitespace-nowrap text-ink-2 shadow-raised',
    );
    this.card = make(
      sheet,
      'pointer-events-none absolute top-0 left-0 z-20 max-w-96 rounded-md bg-raised px-2.5 py-2 text-xs shadow-raised',
    );
    for (const element of [this.line, this.card]) element.setAttribute('aria-hidden', 'true');
    this.hide();
  }

  /** `x` and `y` are CSS pixels in the sheet; `at` is undefined beside the timeline. */
  move(tree: TraceTree, span: number, at: number | undefined, x: number, y: number): void {
    this.line.hidden = at === undefined;
    if (at !== undefined) {
      this.line.style.transform = `translateX(${x}px)`;
      this.time.textContent = formatDuration(at - tree.begin);
    }
    if (this.shownSpan !== span) {
      this.shownSpan = span;
      this.card.hidden = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.show(tree, span, x, y), DELAY_MS);
    } else if (!this.card.hidden) this.place(x, y);
  }

  hide(): void {
    clearTimeout(this.timer);
    this.shownSpan = undefined;
    this.line.hidden = true;
    this.card.hidden = true;
  }

  private show(tree: TraceTree, span: number, x: number, y: number): void {
    const { columns } = tree;
    const status = SPAN_STATUSES[columns.status[span] ?? 0] ?? '';
    const duration = columns.duration[span] ?? 0;
    const total = tree.end - tree.begin;
    const share = total > 0 ? ` (${((duration / total) * 100).toFixed(1)}% of the trace)` : '';
    const lines = [
      ['Duration', `${formatDuration(duration)}${share}`],
      ['Self', formatDuration(tree.self[span] ?? 0)],
      ['Starts at', `+${formatDuration((columns.start[span] ?? 0) - tree.begin)}`],
      ['Kind', SPAN_KINDS[columns.kind[span] ?? 0] ?? ''],
      ...(status === 'Unset' ? [] : [['Status', status]]),
      ...((columns.events[span] ?? 0) > 0 ? [['Events', String(columns.events[span])]] : []),
      ...((columns.links[span] ?? 0) > 0 ? [['Links', String(columns.links[span])]] : []),
      ...((tree.size[span] ?? 1) > 1 ? [['Spans below', String((tree.size[span] ?? 1) - 1)]] : []),
    ];
    this.card.replaceChildren();
    const head = make(this.card, 'line-clamp-3 font-medium break-words text-ink');
    head.textContent = columns.names[columns.name[span] ?? 0] ?? '';
    make(this.card, 'mb-1 truncate text-ink-2').textContent =
      columns.services[columns.service[span] ?? 0] ?? '';
    for (const [label = '', value = ''] of lines) {
      const line = make(this.card, 'flex justify-between gap-4');
      make(line, 'text-ink-3').textContent = label;
      make(line, 'tabular-nums').textContent = value;
    }
    this.card.hidden = false;
    this.place(x, y);
  }

  private place(x: number, y: number): void {
    const { clientWidth, clientHeight } = this.sheet;
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const left = x + OFFSET_PX + width > clientWidth ? Math.max(0, x - OFFSET_PX - width) : x + OFFSET_PX;
    const top = y + OFFSET_PX + height > clientHeight ? Math.max(0, y - OFFSET_PX - height) : y + OFFSET_PX;
    this.card.style.transform = `translate(${left}px, ${top}px)`;
  }
}

function make(parent: HTMLElement, className: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  parent.append(element);
  return element;
}
