// One record in the list: a coloured bar, time, severity, service and the body.
import { memo } from 'react';
import { formatExact, formatRowTime } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import { GridCell } from '#app/components/ui/grid.tsx';
import type { LogRow as Row } from '#app/lib/logs/schema.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import { bodyLine, bodyWrapped, splitAtTerms } from './body.ts';
import { LEVEL_FILL, LEVEL_INK } from './severity.ts';

/** Columns of the list: time, severity, service, body. The time is as wide as its text, with or without the date. */
export function columns(withDate: boolean): string {
  return cn(
    'md:grid md:gap-x-3',
    withDate
      ? 'md:grid-cols-[144px_54px_minmax(96px,140px)_minmax(0,1fr)]'
      : 'md:grid-cols-[92px_54px_minmax(96px,140px)_minmax(0,1fr)]',
  );
}

interface LogRowProps {
  readonly row: Row;
  readonly zone: string;
  /** Whether times have their date. */
  readonly withDate: boolean;
  readonly wrap: boolean;
  readonly terms: readonly string[];
  readonly active: boolean;
  readonly open: boolean;
}

/** The cells; where the row stands is the list's business. Wide screens have one line, phones two. */
export const LogRowCells = memo(function LogRowCells(props: LogRowProps) {
  const { row, zone, withDate, wrap, terms, active, open } = props;
  const level = severityLevel(row);
  const otherZone = zone === 'UTC' ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  const body = wrap ? bodyWrapped(row.body) : bodyLine(row.body);
  return (
    <div
      className={cn(
        'relative h-full border-b border-line/60 py-1 pr-3 pl-4 font-mono text-xs leading-4 md:border-0',
        columns(withDate),
        wrap ? 'md:items-start' : 'md:items-center md:py-0',
        open ? 'bg-selected' : 'hover:bg-hover',
        active && 'shadow-[inset_0_0_0_1px_var(--accent)]',
      )}
    >
      <span
        aria-hidden
        className="absolute inset-y-px left-1 w-1 rounded-full"
        style={{ background: LEVEL_FILL[level] }}
      />
      <GridCell
        className="mr-2.5 whitespace-nowrap text-ink-2 md:mr-0"
        data-tip={`${formatExact(row.timestamp, otherZone)} ${otherZone}`}
      >
        {formatRowTime(row.timestamp, zone, withDate)}
      </GridCell>
      <GridCell className="mr-2.5 truncate uppercase md:mr-0" style={{ color: LEVEL_INK[level] }}>
        {level === 'unset' ? row.severity || '–' : level}
      </GridCell>
      <GridCell className="truncate text-ink-2">{row.service || '–'}</GridCell>
      <GridCell
        className={cn(
          'block text-ink',
          wrap ? 'wrap-anywhere whitespace-pre-wrap' : 'truncate whitespace-pre',
        )}
      >
        {body === '' ? (
          <span className="text-ink-3">{row.eventName || 'empty body'}</span>
        ) : (
          <Marked text={body} terms={terms} />
        )}
      </GridCell>
    </div>
  );
});

/** Text with the search's words marked. */
export function Marked({ text, terms }: { readonly text: string; readonly terms: readonly string[] }) {
  let offset = 0;
  return splitAtTerms(text, terms).map((part) => {
    const key = offset;
    offset += part.text.length;
    return part.hit ? <mark key={key}>{part.text}</mark> : <span key={key}>{part.text}</span>;
  });
}

/** Stands where a row is on its way. */
export function LogRowPlaceholder({ withDate }: { readonly withDate: boolean }) {
  return (
    <div className={cn('flex h-full items-center pr-3 pl-4', columns(withDate))} aria-hidden>
      <span className="h-2 w-20 rounded bg-hover" />
      <span className="hidden h-2 w-10 rounded bg-hover md:block" />
      <span className="hidden h-2 w-20 rounded bg-hover md:block" />
      <span className="h-2 w-2/5 rounded bg-hover" />
    </div>
  );
}
