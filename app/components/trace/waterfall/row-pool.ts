// The rows' elements: as many as fit on the screen, filled again for other spans while one scrolls. Made by hand, because a
// frame must fill forty of them in a few milliseconds. Texts are set as text, so names can hold whatever they like.
import { formatCount } from '#app/components/time/format.ts';
import type { TraceRows } from '#app/lib/trace-model/rows.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { formatDuration } from '../duration.ts';
import { serviceColor } from '../service-color.ts';

/** What rows show. Another object means that all rows are filled anew. */
export interface RowLook {
  readonly tree: TraceTree;
  readonly rows: TraceRows;
  /** Counts the changes of `rows`. */
  readonly version: number;
  readonly matches: Uint8Array | undefined;
  readonly active: number | undefined;
  readonly open: number | undefined;
  readonly rowHeight: number;
  /** Name above, bar below, for narrow screens. */
  readonly stacked: boolean;
  readonly deepest: number;
}

interface Slot {
  readonly element: HTMLElement;
  readonly guides: HTMLElement;
  readonly toggle: HTMLElement;
  readonly color: HTMLElement;
  readonly error: HTMLElement;
  readonly service: HTMLElement;
  readonly name: HTMLElement;
  readonly count: HTMLElement;
  readonly facts: HTMLElement;
  /** What was written last, by what it is: most of it is the same in the next span, and writing costs more than comparing. */
  readonly written: Map<string, string>;
  row: number;
  look: RowLook | undefined;
  /** Whether the facts are of the row. */
  isTold: boolean;
}

const ERROR = 2;
const INDENT_PX = 12;
/** Deeper than this, the indent grows no more and the depth is written. */
const MOST_INDENTS = 16;
/** Elements stay where they are while one scrolls less than this; CSS pixels. Beyond, they are placed from a new origin. */
const ORIGIN_STEP_PX = 1_000_000;

const TELL_MS = 100;

export const ROW_ID = 'span-row-';

export class RowPool {
  private readonly layer: HTMLElement;
  private readonly slots: Slot[] = [];
  private origin = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(layer: HTMLElement) {
    this.layer = layer;
  }

  /** Shows the rows `[first, end)` of the look, `top` pixels scrolled away. */
  show(look: RowLook, first: number, end: number, top: number): void {
    const origin = Math.floor(top / ORIGIN_STEP_PX) * ORIGIN_STEP_PX;
    const isMoved = origin !== this.origin;
    this.origin = origin;
    this.layer.style.transform = `translate3d(0, ${origin - top}px, 0)`;
    const wanted = Math.max(this.slots.length, end - first);
    while (this.slots.length < wanted) this.slots.push(makeSlot(this.layer));
    const count = this.slots.length;
    const seen = new Set<Slot>();
    for (let row = first; row < end; row += 1) {
      const slot = this.slots[row % count];
      if (!slot) continue;
      seen.add(slot);
      if (slot.row === row && slot.look === look && !isMoved) continue;
      slot.element.style.transform = `translateY(${row * look.rowHeight - origin}px)`;
      fill(slot, row, look);
    }
    for (const slot of this.slots)
      if (!seen.has(slot) && slot.row >= 0) {
        slot.row = -1;
        slot.element.hidden = true;
        slot.written.delete('hidden');
      }
    // What only screen readers read is written once one has stopped: they cannot follow faster.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), TELL_MS);
  }

  end(): void {
    clearTimeout(this.timer);
    this.layer.replaceChildren();
  }

  private tell(): void {
    for (const slot of this.slots) {
      if (slot.isTold || slot.row < 0 || !slot.look) continue;
      slot.isTold = true;
      slot.facts.textContent = factsOf(slot.look, slot.look.rows.spans[slot.row] ?? 0);
    }
  }
}

function makeSlot(layer: HTMLElement): Slot {
  const make = (parent: HTMLElement, className: string, tag = 'span') => {
    const element = document.createElement(tag);
    element.className = className;
    parent.append(element);
    return element;
  };
  const element = make(
    layer,
    'group/row absolute inset-x-0 top-0 cursor-pointer [contain:strict] data-active:bg-hover data-open:bg-selected hover:bg-hover data-open:hover:bg-selected',
    'div',
  );
  element.setAttribute('role', 'row');
  const cell = make(
    element,
    'absolute top-0 left-0 flex h-6 w-(--names) items-center gap-1.5 overflow-hidden pr-2 whitespace-nowrap',
    'div',
  );
  cell.setAttribute('role', 'gridcell');
  const guides = make(
    cell,
    'ml-2 h-full shrink-0 bg-[repeating-linear-gradient(to_right,transparent_0_7px,var(--line)_7px_8px,transparent_8px_12px)]',
  );
  const toggle = make(
    cell,
    'flex h-full w-4 shrink-0 items-center justify-center text-ink-3 hover:text-ink empty:cursor-default',
  );
  toggle.dataset.toggle = '';
  toggle.setAttribute('aria-hidden', 'true');
  const color = make(cell, 'h-3.5 w-1 shrink-0 rounded-full');
  const error = make(
    cell,
    'flex h-3.5 min-w-3.5 shrink-0 items-center justify-center rounded-full border border-danger px-0.5 text-[10px] leading-none font-bold text-danger data-own:bg-danger data-own:text-canvas',
  );
  const service = make(cell, 'max-w-[45%] shrink-0 truncate font-medium text-ink');
  const name = make(cell, 'min-w-0 truncate text-ink-2 in-data-match:text-ink');
  const count = make(cell, 'shrink-0 rounded bg-hover px-1 text-2xs text-ink-3 in-data-active:bg-canvas');
  const facts = make(element, 'sr-only', 'div');
  facts.setAttribute('role', 'gridcell');
  const parts = { element, guides, toggle, color, error, service, name, count, facts };
  return { ...parts, written: new Map(), row: -1, look: undefined, isTold: false };
}

const CLOSED = '▸';
const OPEN = '▾';

function fill(slot: Slot, row: number, look: RowLook): void {
  const { tree, matches, rowHeight } = look;
  const { columns } = tree;
  const span = look.rows.spans[row] ?? 0;
  const isRefill = slot.look === look && slot.row === row;
  slot.row = row;
  slot.look = look;
  // Only its place is another.
  if (isRefill) return;
  slot.isTold = false;
  const { element } = slot;
  const { parent: parents, errors } = tree;
  const depth = tree.depth[span] ?? 0;
  const size = tree.size[span] ?? 1;
  const isClosed = look.rows.isCollapsed(span);
  const isMatch = matches?.[span] === 1;
  const isOpen = look.open === span;
  element.id = `${ROW_ID}${row}`;
  element.setAttribute('aria-rowindex', String(row + 1));
  if (isNew(slot, 'hidden', '')) element.hidden = false;
  if (isNew(slot, 'height', String(rowHeight))) element.style.height = `${rowHeight}px`;
  attribute(slot, 'aria-level', String(depth + 1));
  attribute(slot, 'aria-expanded', size > 1 ? String(!isClosed) : undefined);
  attribute(slot, 'aria-selected', String(isOpen));
  attribute(slot, 'data-active', look.active === span ? '' : undefined);
  attribute(slot, 'data-open', isOpen ? '' : undefined);
  attribute(slot, 'data-match', isMatch ? '' : undefined);
  const opacity = matches && !isMatch ? '0.55' : '';
  if (isNew(slot, 'opacity', opacity)) element.style.opacity = opacity;
  if (isNew(slot, 'mark', String(isMatch))) slot.name.style.background = isMatch ? 'var(--mark)' : '';

  const indent = `${Math.min(depth, MOST_INDENTS) * INDENT_PX}px`;
  if (isNew(slot, 'indent', indent)) slot.guides.style.width = indent;
  text(slot, 'toggle', size > 1 ? (isClosed ? CLOSED : OPEN) : '');

  const service = columns.services[columns.service[span] ?? 0] ?? '';
  const parent = parents[span] ?? -1;
  const isSame = parent >= 0 && columns.service[parent] === columns.service[span];
  if (isNew(slot, 'color', service)) slot.color.style.background = serviceColor(service);
  optional(slot, 'service', isSame ? undefined : service || 'no service');
  text(slot, 'name', columns.names[columns.name[span] ?? 0] || 'no name');

  const isError = columns.status[span] === ERROR;
  const below = (errors[span] ?? 0) - (isError ? 1 : 0);
  const hidden = isClosed && below > 0 ? formatCount(below) : '';
  if (isNew(slot, 'own', String(isError))) slot.error.toggleAttribute('data-own', isError);
  optional(slot, 'error', isError || hidden ? `${isError ? '!' : ''}${hidden}` : undefined);

  const parts = [
    ...(depth > MOST_INDENTS ? [`depth ${depth}`] : []),
    ...(isClosed ? [`+${formatCount(size - 1)}`] : []),
  ];
  optional(slot, 'count', parts.length > 0 ? parts.join(' · ') : undefined);
}

/** What the bar shows, for who cannot see it. */
function factsOf({ tree }: RowLook, span: number): string {
  const { columns } = tree;
  const isError = columns.status[span] === ERROR;
  const below = (tree.errors[span] ?? 0) - (isError ? 1 : 0);
  const events = columns.events[span] ?? 0;
  const links = columns.links[span] ?? 0;
  return [
    columns.services[columns.service[span] ?? 0] ?? '',
    formatDuration(columns.duration[span] ?? 0),
    `self ${formatDuration(tree.self[span] ?? 0)}`,
    `at +${formatDuration((columns.start[span] ?? 0) - tree.begin)}`,
    ...(isError ? ['error'] : []),
    ...(below > 0 ? [`${formatCount(below, 'error')} below`] : []),
    ...(events > 0 ? [formatCount(events, 'event')] : []),
    ...(links > 0 ? [formatCount(links, 'link')] : []),
  ].join(', ');
}

/** Whether it must be written. */
function isNew({ written }: Slot, what: string, value: string): boolean {
  if (written.get(what) === value) return false;
  written.set(what, value);
  return true;
}

function text(slot: Slot, part: 'toggle' | 'name' | 'service' | 'error' | 'count', value: string): void {
  if (isNew(slot, part, value)) slot[part].textContent = value;
}

/** A part that is not there without its text. */
function optional(slot: Slot, part: 'service' | 'error' | 'count', value: string | undefined): void {
  if (isNew(slot, `${part} shown`, String(value !== undefined))) slot[part].hidden = value === undefined;
  if (value !== undefined) text(slot, part, value);
}

const ABSENT = '\u0000';

function attribute(slot: Slot, name: string, value: string | undefined): void {
  if (!isNew(slot, name, value ?? ABSENT)) return;
  if (value === undefined) slot.element.removeAttribute(name);
  else slot.element.setAttribute(name, value);
}
