// The records before and after one, oldest first, as they would stand in a log file.
import { type FormEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatRowTime } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { GridCell } from '#app/components/ui/grid.tsx';
import { SearchInput } from '#app/components/ui/search-input.tsx';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import type { LogActions } from '../log-actions.ts';
import type { LogsView } from '../logs-view.ts';
import { LogTable, type LogTableHandle } from '../table/log-table.tsx';
import type { Look } from '../table/look.ts';
import { useLineCharacters } from '../table/use-line-characters.ts';
import { type Around, aroundChoices, chosenAround, ownAround, ownQuery } from './around.ts';
import { useContextRows } from './use-context-rows.ts';

interface ContextViewProps {
  readonly row: LogRow;
  readonly view: LogsView;
  readonly pattern: RegExp | undefined;
  readonly actions: LogActions;
}

const ALL_COLUMNS = ['timestamp', 'level', 'service', 'body'];
const SAME_COLUMNS = ['timestamp', 'level', 'body'];
const NO_NUMBERS: ReadonlySet<string> = new Set();

export function ContextView({ row, view, pattern, actions }: ContextViewProps) {
  const choices = useMemo(() => aroundChoices(row, view), [row, view]);
  const chosen = chosenAround(view.around ?? 'all', choices);
  const choose = (around: string) => actions.change({ around }, { replace: true });
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-1 border-b border-line px-3 py-1.5 text-xs">
        {choices.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-pressed={chosen.id === id}
            onClick={() => choose(id)}
            className="h-6 rounded-md px-2 text-ink-2 hover:bg-hover aria-pressed:bg-selected aria-pressed:text-ink pointer-coarse:h-9"
          >
            {label}
          </button>
        ))}
        <OwnFilter value={ownQuery(chosen.id)} onChange={(query) => choose(ownAround(query))} />
      </div>
      <Rows
        key={`${row.id} ${chosen.query}`}
        row={row}
        view={view}
        around={chosen}
        pattern={pattern}
        actions={actions}
      />
    </div>
  );
}

function OwnFilter({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (query: string) => void;
}) {
  const [text, setText] = useState(value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(text);
  };
  return (
    <form onSubmit={submit} className="min-w-40 flex-1">
      <SearchInput
        aria-label="Own filter of the surrounding logs"
        placeholder="Own filter, e.g. level:warn"
        value={text}
        onText={setText}
        className={cn('font-mono', value !== '' && 'border-accent!')}
      />
    </form>
  );
}

interface RowsProps extends ContextViewProps {
  readonly around: Around;
}

function Rows({ row, view, around, pattern, actions }: RowsProps) {
  const rows = useContextRows(row.id, view.source, around);
  const zone = useZone();
  const phone = useMediaQuery(PHONE);
  const characters = useLineCharacters();
  const list = useRef<LogTableHandle>(null);
  const place = rows.indexOf(row.id);
  const isThere = place !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the row has come
  useLayoutEffect(() => {
    if (place !== undefined) list.current?.scrollTo(place, 'centre');
  }, [isThere]);
  const isSame = around.id === 'service' || around.id === 'k8s.pod.name';
  const look = useMemo(
    (): Look => ({
      view: 'table',
      columns: isSame ? SAME_COLUMNS : ALL_COLUMNS,
      numeric: NO_NUMBERS,
      wrap: view.wrap,
      density: view.density,
      phone,
      zone,
      withDate: false,
      characters,
      pattern,
    }),
    [isSame, view.wrap, view.density, phone, zone, characters, pattern],
  );
  const first = rows.row(0);
  const last = rows.row(rows.count - 1);
  if (rows.error && rows.count === 0)
    return (
      <div className="flex flex-col items-start gap-3 px-4 py-6">
        <p role="alert" className="text-ink-2">
          {rows.error.message} {rows.error.hint}
        </p>
        {rows.error.code !== 'bad_request' && <Button onClick={rows.retry}>Try again</Button>}
      </div>
    );
  if (rows.isPending) return <p className="px-4 py-6 text-ink-3">Loading the logs around it…</p>;
  return (
    <>
      <p className="shrink-0 px-4 py-1 text-2xs text-ink-3" data-testid="context-range">
        {rows.count - 1} around it
        {first &&
          last &&
          `, ${formatRowTime(first.timestamp, zone, false)} – ${formatRowTime(last.timestamp, zone, false)}`}
        , oldest first
      </p>
      <LogTable
        ref={list}
        label="Surrounding logs"
        rows={rows}
        look={look}
        search={{ from: '', to: '', source: `${view.source} context` }}
        order="asc"
        date=""
        activeIndex={undefined}
        openId={row.id}
        followsTop={false}
        onOpen={(other) => actions.change({ log: other.id })}
        onVisible={rows.onVisible}
        end={
          <GridCell className="flex h-12 items-center justify-center text-xs text-ink-3">
            {rows.error ? rows.error.message : rows.complete ? 'No later records' : 'Loading more…'}
          </GridCell>
        }
      />
    </>
  );
}
