// Everything about one record: body, times, ids, fields, the records around it, and the ways on from here.
import { useQuery } from '@tanstack/react-query';
import { Check, ChevronDown, ChevronUp, Link2, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { LogField } from '#app/components/explorer/search/use-fields.ts';
import { usePreferences } from '#app/components/preferences/preferences-context.tsx';
import { entryGroups, filterGroups } from '#app/components/record/entries.ts';
import type { EntryActions } from '#app/components/record/entry-actions.ts';
import { EntryList } from '#app/components/record/entry-list.tsx';
import { formatExact, timestampMs } from '#app/components/time/format.ts';
import { offsetLabel } from '#app/components/time/zone.ts';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { CopyButton, useCopy } from '#app/components/ui/copy-button.tsx';
import { SearchInput } from '#app/components/ui/search-input.tsx';
import { toUserError } from '#app/lib/core/user-error.ts';
import { type LogSearch, logRowOptions } from '#app/lib/logs/queries.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import { ContextView } from '../context/context-view.tsx';
import type { LogActions } from '../log-actions.ts';
import type { LogsView } from '../logs-view.ts';
import { LEVEL_FILL, LEVEL_INK } from '../severity.ts';
import { BodyView } from './body-view.tsx';
import { RecordLinks } from './record-links.tsx';

interface LogDetailProps {
  readonly id: string;
  /** The row when a page that is held has it, perhaps without its attributes; what is missing is looked up. */
  readonly row: LogRow | undefined;
  readonly view: LogsView;
  readonly search: LogSearch;
  readonly columns: readonly string[];
  readonly fields: readonly LogField[];
  /** What finds the words of the search. */
  readonly pattern: RegExp | undefined;
  readonly actions: LogActions;
  readonly onClose: () => void;
  readonly onStep: (direction: 1 | -1) => void;
}

export function LogDetail(props: LogDetailProps) {
  const { id, row: held, view, search, actions, onClose, onStep } = props;
  const isHeld = held !== undefined && hasAttributes(held);
  const lookup = useQuery({ ...logRowOptions(id, view.source), enabled: !isHeld });
  const row = (isHeld ? held : lookup.data) ?? held;
  const level = row && severityLevel(row);
  const isContext = view.around !== undefined;
  const showContext = (shown: boolean) => actions.change({ around: shown ? 'all' : undefined });
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas" data-testid="log-detail">
      <header className="flex h-11 shrink-0 items-center gap-0.5 pr-2 pl-4">
        <h2 className="flex min-w-0 flex-1 items-center gap-2 font-semibold">
          {row && level ? (
            <>
              <span aria-hidden className="h-4 w-1 rounded-full" style={{ background: LEVEL_FILL[level] }} />
              <span className="font-mono text-xs uppercase" style={{ color: LEVEL_INK[level] }}>
                {row.severity || level}
              </span>
              <span className="truncate">{row.service || 'Record'}</span>
            </>
          ) : (
            'Record'
          )}
        </h2>
        {row && (
          <>
            <CopyButton text={() => JSON.stringify(row, null, 2)} label="Copy the record as JSON" />
            <CopyLink view={view} search={search} />
          </>
        )}
        <span className="mx-1 h-4 w-px bg-line" aria-hidden />
        <IconButton label="Previous record" shortcut="k" onClick={() => onStep(-1)}>
          <ChevronUp className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Next record" shortcut="j" onClick={() => onStep(1)}>
          <ChevronDown className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Close" shortcut="Esc" onClick={onClose}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </header>
      <div className="flex shrink-0 gap-1 border-b border-line px-3 text-xs">
        <Tab isChosen={!isContext} onClick={() => showContext(false)}>
          Record
        </Tab>
        <Tab isChosen={isContext} onClick={() => showContext(true)} keys="c">
          Surrounding logs
        </Tab>
      </div>
      {row && isContext && (isHeld || lookup.isFetched) ? (
        <ContextView row={row} view={view} pattern={props.pattern} actions={actions} />
      ) : (
        <section
          aria-label="Record"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto -outline-offset-2 slim-scroll"
        >
          {row ? (
            <Content
              {...props}
              row={row}
              isWhole={isHeld || lookup.isFetched}
              problem={lookup.isError ? toUserError(lookup.error).message : undefined}
            />
          ) : lookup.isPending ? (
            <p className="px-4 py-6 text-ink-3">Looking it up…</p>
          ) : (
            <div className="flex flex-col items-start gap-3 px-4 py-6">
              <p className="text-ink-2">
                {lookup.isError
                  ? toUserError(lookup.error).message
                  : 'This record is not stored any more. It may be older than the retention time.'}
              </p>
              {lookup.isError && <Button onClick={() => void lookup.refetch()}>Try again</Button>}
            </div>
          )}
        </section>
      )}
    </div>
  );
}

/** A row of a page came without them; every record has at least a resource, so an empty one is looked up in vain only. */
function hasAttributes({ attributes, resource }: LogRow): boolean {
  return Object.keys(attributes).length + Object.keys(resource).length > 0;
}

interface TabProps {
  readonly isChosen: boolean;
  readonly keys?: string;
  readonly onClick: () => void;
  readonly children: string;
}

function Tab({ isChosen, keys, onClick, children }: TabProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      data-tip={keys && children}
      data-tip-keys={keys}
      onClick={onClick}
      className={cn(
        '-mb-px h-8 border-b-2 px-2 pointer-coarse:h-10',
        isChosen ? 'border-accent font-medium text-ink' : 'border-transparent text-ink-2 hover:text-ink',
      )}
    >
      {children}
    </button>
  );
}

interface ContentProps extends LogDetailProps {
  readonly row: LogRow;
  /** Whether the attributes are there, if it has any. */
  readonly isWhole: boolean;
  /** Why they could not be looked up. */
  readonly problem: string | undefined;
}

function Content({ row, isWhole, problem, columns, fields, pattern, actions }: ContentProps) {
  const { localZone } = usePreferences().preferences;
  const [filter, setFilter] = useState('');
  const groups = useMemo(() => entryGroups(row, fields), [row, fields]);
  const shown = useMemo(() => filterGroups(groups, filter), [groups, filter]);
  const ms = timestampMs(row.timestamp);
  const entryActions = useMemo(
    (): EntryActions => ({
      noun: 'records',
      filter: actions.canFilter ? actions.filter : undefined,
      exists: actions.canFilter ? actions.exists : undefined,
      columns: {
        has: (field) => columns.includes(field),
        toggle: (field) => (columns.includes(field) ? actions.removeColumn(field) : actions.addColumn(field)),
      },
      group: (field) => actions.change({ group: field }),
    }),
    [actions, columns],
  );
  return (
    <div className="flex flex-col gap-4 px-4 pt-3 pb-8">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 font-mono text-xs">
        <Time name={localZone === 'UTC' ? 'UTC' : offsetLabel(ms, localZone)} zone={localZone} row={row} />
        {localZone !== 'UTC' && <Time name="UTC" zone="UTC" row={row} />}
      </dl>
      <RecordLinks row={row} actions={actions} />
      <BodyView body={row.body} pattern={pattern} />
      {groups.length > 0 && (
        <SearchInput
          aria-label="Filter the fields"
          placeholder="Filter fields"
          value={filter}
          onText={setFilter}
        />
      )}
      {problem && (
        <p role="alert" className="text-xs text-danger">
          The attributes could not be loaded: {problem}
        </p>
      )}
      {shown.length === 0 && !problem && (
        <p className="text-xs text-ink-3">
          {filter ? 'No field matches.' : isWhole ? 'There are no attributes.' : 'Loading the attributes…'}
        </p>
      )}
      <EntryList groups={shown} actions={entryActions} />
    </div>
  );
}

function Time({ name, zone, row }: { readonly name: string; readonly zone: string; readonly row: LogRow }) {
  const text = formatExact(row.timestamp, zone);
  return (
    <>
      <dt className="py-0.5 text-ink-3">{name}</dt>
      <dd className="group flex items-center gap-1 py-0.5">
        {text}
        <CopyButton
          text={text}
          label={`Copy the time in ${name}`}
          className="-my-1 size-6! opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
        />
      </dd>
    </>
  );
}

/** A link that opens this record in this search, its range fixed. */
function CopyLink({ view, search }: Pick<LogDetailProps, 'view' | 'search'>) {
  const { copied, copy } = useCopy();
  const onClick = () => {
    const url = new URL(window.location.href);
    url.searchParams.set('from', search.from);
    url.searchParams.set('to', search.to);
    url.searchParams.delete('live');
    if (view.log) url.searchParams.set('log', view.log);
    copy(url.href);
  };
  return (
    <IconButton label={copied ? 'Copied' : 'Copy a link to this record'} onClick={onClick}>
      {copied ? <Check className="size-3.5" aria-hidden /> : <Link2 className="size-3.5" aria-hidden />}
    </IconButton>
  );
}
