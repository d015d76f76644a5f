// One record in the list. As few elements as possible and no handlers: a fast scroll makes thousands of these a second.
import { memo } from 'react';
import { FIRST_ROW } from '#app/components/explorer/rows/record.ts';
import { marked } from '#app/components/record/marks.tsx';
import { formatExact, formatRowTime } from '#app/components/time/format.ts';
import { CELL, GridRow } from '#app/components/ui/grid.tsx';
import type { LogRow as Row } from '#app/lib/logs/schema.ts';
import { type SeverityLevel, severityLevel } from '#app/lib/telemetry/severity.ts';
import { LEVEL_INK } from '../severity.ts';
import { bodyLine, bodyWrapped } from '../text/body.ts';
import { cellText, columnKind } from './columns.ts';
import { JsonRecord } from './json-record.tsx';
import type { RowLook } from './look.ts';

interface LogRowProps {
  readonly row: Row;
  readonly index: number;
  /** Where it stands; CSS pixels. */
  readonly top: number;
  /** Undefined: as high as its text. */
  readonly height: number | undefined;
  readonly look: RowLook;
  /** Where the keyboard is. */
  readonly isActive: boolean;
  readonly isOpen: boolean;
}

/**
 * The bar at the left, wider for what is worse: colour is not the only cue. No custom property names the colour: it would
 * be inherited, and all cells get new styles with each row that takes the element over.
 */
const BARS: Readonly<Record<SeverityLevel, string>> = {
  fatal: 'bg-[linear-gradient(var(--sev-fatal),var(--sev-fatal))] bg-[length:4px_calc(100%-2px)]',
  error: 'bg-[linear-gradient(var(--sev-error),var(--sev-error))] bg-[length:4px_calc(100%-2px)]',
  warn: 'bg-[linear-gradient(var(--sev-warn),var(--sev-warn))] bg-[length:3px_calc(100%-2px)]',
  info: 'bg-[linear-gradient(var(--sev-info),var(--sev-info))] bg-[length:2px_calc(100%-2px)]',
  debug: 'bg-[linear-gradient(var(--sev-debug),var(--sev-debug))] bg-[length:2px_calc(100%-2px)]',
  trace: 'bg-[linear-gradient(var(--sev-trace),var(--sev-trace))] bg-[length:2px_calc(100%-2px)]',
  unset: 'bg-[linear-gradient(var(--sev-unset),var(--sev-unset))] bg-[length:2px_calc(100%-2px)]',
};
const BASE =
  'absolute inset-x-0 cursor-default whitespace-nowrap pr-3 pl-4 font-mono text-xs bg-[position:4px_1px] bg-no-repeat ';

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { row, index, top, height, look, isActive, isOpen } = props;
  const level = severityLevel(row);
  return (
    <GridRow
      // The grid names the active row only.
      id={isActive ? `log-${index}` : undefined}
      aria-rowindex={index + FIRST_ROW}
      aria-selected={isOpen}
      data-record=""
      className={
        BASE +
        BARS[level] +
        shapeClass(look) +
        (isOpen ? ' bg-selected' : ' hover:bg-hover') +
        (isActive ? ' shadow-[inset_0_0_0_1px_var(--accent)]' : '')
      }
      style={
        height === undefined ? { top } : { top, height, lineHeight: look.phone ? undefined : `${height}px` }
      }
    >
      {look.view === 'json' ? (
        <span {...CELL} className="block">
          <JsonRecord row={row} pattern={look.pattern} />
        </span>
      ) : look.view === 'raw' ? (
        <span
          {...CELL}
          className={look.wrap ? 'block wrap-anywhere whitespace-pre-wrap' : 'block whitespace-pre'}
        >
          {marked(rawText(row, look), look.pattern)}
        </span>
      ) : look.phone ? (
        phoneCells(row, level, look)
      ) : (
        look.columns.map((name) => cell(name, row, level, look))
      )}
    </GridRow>
  );
});

function shapeClass({ view, wrap, phone, density }: RowLook): string {
  if (view === 'json') return ' border-b border-line/60 py-1.5';
  if (phone) return ' border-b border-line/60 py-1 leading-4 [contain:layout_paint]';
  const grid = view === 'table' ? ' grid gap-x-3 grid-cols-(--cols)' : '';
  // Not `paint`: a clip for each row is most of what painting them costs; the list has one for all.
  if (!wrap) return `${grid} [contain:size_layout_style]`;
  return `${grid} items-start leading-4 [contain:layout_paint] ${density === 'roomy' ? 'py-[7px]' : 'py-[3px]'}`;
}

/** A function, not a component, as is what it calls: React would keep a record of each, for thousands a second. */
function cell(name: string, row: Row, level: SeverityLevel, look: RowLook) {
  switch (columnKind(name)) {
    case 'time':
      return (
        <span key={name} {...CELL} data-column={name} className={`${clip(look, name)}text-ink-2`}>
          {formatRowTime(row.timestamp, look.zone, look.withDate)}
        </span>
      );
    case 'level':
      return (
        <span
          key={name}
          {...CELL}
          data-column={name}
          className={`${clip(look, name)}uppercase`}
          style={{ color: LEVEL_INK[level] }}
        >
          {cellText(row, name) || '–'}
        </span>
      );
    case 'body': {
      const text = look.wrap ? bodyWrapped(row.body) : bodyLine(row.body, look.pattern, look.characters);
      return (
        <span
          key={name}
          {...CELL}
          data-column={name}
          className={
            look.wrap ? 'wrap-anywhere whitespace-pre-wrap' : `${clip(look, name, text)}whitespace-pre`
          }
        >
          {text === '' ? (
            <span className="text-ink-3">{row.eventName || 'empty body'}</span>
          ) : (
            marked(text, look.pattern)
          )}
        </span>
      );
    }
    default: {
      const value = cellText(row, name);
      const text = look.wrap ? bodyWrapped(value) : bodyLine(value, undefined, look.characters);
      return (
        <span
          key={name}
          {...CELL}
          data-column={name}
          className={
            (look.wrap ? 'wrap-anywhere ' : clip(look, name, text)) +
            (text === '' ? 'text-ink-3' : 'text-ink-2') +
            (look.numeric.has(name) ? ' text-right' : '')
          }
        >
          {text || '–'}
        </span>
      );
    }
  }
}

/** Clips are a large part of what a row costs: only text that may be longer than its column has one. */
function clip({ room }: RowLook, name: string, text?: string): string {
  const most = room.get(name) ?? 0;
  return most === Number.POSITIVE_INFINITY || (text !== undefined && fits(text, most)) ? '' : 'truncate ';
}

/** Whether a text surely takes no more than so many characters of the list's font; others than ASCII may be wider. */
function fits(text: string, characters: number): boolean {
  return text.length <= characters && !/[^ -~]/.test(text);
}

/** Two lines: everything short, then the body. */
function phoneCells(row: Row, level: SeverityLevel, look: RowLook) {
  const short = look.columns.filter((name) => columnKind(name) !== 'body');
  return (
    <>
      <span role="presentation" className="flex gap-2.5 overflow-hidden whitespace-nowrap">
        {short.map((name) => cell(name, row, level, look))}
      </span>
      {look.columns.includes('body') && cell('body', row, level, look)}
    </>
  );
}

/** The columns as one text; fields with their names, the time whole. */
function rawText(row: Row, look: RowLook): string {
  return look.columns
    .map((name) => {
      const value = cellText(row, name);
      switch (columnKind(name)) {
        case 'time':
          return formatExact(row.timestamp, look.zone).slice(0, 23);
        case 'level':
          return value.toUpperCase().padEnd(5);
        case 'body':
          return look.wrap ? bodyWrapped(value) : bodyLine(value, look.pattern, look.characters);
        case 'service':
          return value;
        default:
          return value && `${name}=${value}`;
      }
    })
    .filter((text) => text !== '')
    .join(' ');
}

/** Stands where a row is on its way. */
export function LogRowPlaceholder({ top, height }: { readonly top: number; readonly height: number }) {
  return (
    <div
      className="absolute inset-x-0 flex items-center gap-x-6 pr-3 pl-4"
      style={{ top, height }}
      aria-hidden
    >
      <span className="h-2 w-20 rounded bg-hover" />
      <span className="hidden h-2 w-10 rounded bg-hover md:block" />
      <span className="hidden h-2 w-20 rounded bg-hover md:block" />
      <span className="h-2 w-2/5 rounded bg-hover" />
    </div>
  );
}
