// One record in the list. As few elements as possible and no handlers: a fast scroll makes thousands of these a second.
import { memo } from 'react';
import { formatExact, formatRowTime } from '#app/components/time/format.ts';
import { GridCell, GridRow } from '#app/components/ui/grid.tsx';
import type { LogRow as Row } from '#app/lib/logs/schema.ts';
import { type SeverityLevel, severityLevel } from '#app/lib/telemetry/severity.ts';
import { LEVEL_INK } from '../severity.ts';
import { bodyLine, bodyWrapped } from '../text/body.ts';
import { Marked } from '../text/marks.tsx';
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

/** The bar at the left, wider for what is worse: colour is not the only cue. */
const BARS: Readonly<Record<SeverityLevel, string>> = {
  fatal: '[--bar:var(--sev-fatal)] bg-[length:4px_calc(100%-2px)]',
  error: '[--bar:var(--sev-error)] bg-[length:4px_calc(100%-2px)]',
  warn: '[--bar:var(--sev-warn)] bg-[length:3px_calc(100%-2px)]',
  info: '[--bar:var(--sev-info)] bg-[length:2px_calc(100%-2px)]',
  debug: '[--bar:var(--sev-debug)] bg-[length:2px_calc(100%-2px)]',
  trace: '[--bar:var(--sev-trace)] bg-[length:2px_calc(100%-2px)]',
  unset: '[--bar:var(--sev-unset)] bg-[length:2px_calc(100%-2px)]',
};
const BASE =
  'absolute inset-x-0 cursor-default whitespace-nowrap pr-3 pl-4 font-mono text-xs ' +
  'bg-[linear-gradient(var(--bar),var(--bar))] bg-[position:4px_1px] bg-no-repeat ';

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { row, index, top, height, look, isActive, isOpen } = props;
  const level = severityLevel(row);
  return (
    <GridRow
      id={`log-${index}`}
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      data-index={index}
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
        <GridCell className="block">
          <JsonRecord row={row} pattern={look.pattern} />
        </GridCell>
      ) : look.view === 'raw' ? (
        <GridCell className={look.wrap ? 'block wrap-anywhere whitespace-pre-wrap' : 'block whitespace-pre'}>
          <Marked text={rawText(row, look)} pattern={look.pattern} />
        </GridCell>
      ) : look.phone ? (
        <PhoneCells row={row} level={level} look={look} />
      ) : (
        look.columns.map((name) => <Cell key={name} name={name} row={row} level={level} look={look} />)
      )}
    </GridRow>
  );
});

function shapeClass({ view, wrap, phone, density }: RowLook): string {
  if (view === 'json') return ' border-b border-line/60 py-1.5';
  if (phone) return ' border-b border-line/60 py-1 leading-4 [contain:layout_paint]';
  const grid = view === 'table' ? ' grid gap-x-3 grid-cols-(--cols)' : '';
  if (!wrap) return `${grid} [contain:strict]`;
  return `${grid} items-start leading-4 [contain:layout_paint] ${density === 'roomy' ? 'py-[7px]' : 'py-[3px]'}`;
}

interface CellProps {
  readonly name: string;
  readonly row: Row;
  readonly level: SeverityLevel;
  readonly look: RowLook;
}

function Cell({ name, row, level, look }: CellProps) {
  const kind = columnKind(name);
  const clip = look.unclipped.has(name) ? '' : 'truncate';
  switch (kind) {
    case 'time':
      return (
        <GridCell data-column={name} className={`${clip} text-ink-2`}>
          {formatRowTime(row.timestamp, look.zone, look.withDate)}
        </GridCell>
      );
    case 'level':
      return (
        <GridCell data-column={name} className={`${clip} uppercase`} style={{ color: LEVEL_INK[level] }}>
          {cellText(row, name) || '–'}
        </GridCell>
      );
    case 'body': {
      const text = look.wrap ? bodyWrapped(row.body) : bodyLine(row.body, look.pattern, look.characters);
      return (
        <GridCell
          data-column={name}
          className={look.wrap ? 'wrap-anywhere whitespace-pre-wrap' : `${clip} whitespace-pre`}
        >
          {text === '' ? (
            <span className="text-ink-3">{row.eventName || 'empty body'}</span>
          ) : (
            <Marked text={text} pattern={look.pattern} />
          )}
        </GridCell>
      );
    }
    default: {
      const text = cellText(row, name);
      const place = look.numeric.has(name) ? ' text-right' : '';
      return (
        <GridCell
          data-column={name}
          className={
            (text === '' ? 'text-ink-3 ' : 'text-ink-2 ') + (look.wrap ? 'wrap-anywhere' : clip) + place
          }
        >
          {text === '' ? '–' : look.wrap ? bodyWrapped(text) : bodyLine(text, undefined, look.characters)}
        </GridCell>
      );
    }
  }
}

/** Two lines: everything short, then the body. */
function PhoneCells({ row, level, look }: Omit<CellProps, 'name'>) {
  const short = look.columns.filter((name) => columnKind(name) !== 'body');
  return (
    <>
      <span role="presentation" className="flex gap-2.5 overflow-hidden whitespace-nowrap">
        {short.map((name) => (
          <Cell key={name} name={name} row={row} level={level} look={look} />
        ))}
      </span>
      {look.columns.includes('body') && (
        <Cell name="body" row={row} level={level} look={{ ...look, wrap: look.wrap }} />
      )}
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
