// Everything about one record: body, times, ids, and all attributes with a filter.
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Link2, X } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { usePreferences } from '#app/components/preferences/preferences-context.tsx';
import { formatExact, timestampMs } from '#app/components/time/format.ts';
import { offsetLabel } from '#app/components/time/zone.ts';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { INPUT } from '#app/components/ui/field.tsx';
import { toUserError } from '#app/lib/core/user-error.ts';
import { logRowOptions } from '#app/lib/logs/queries.ts';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { severityLevel } from '#app/lib/telemetry/severity.ts';
import { bodyView } from './body.ts';
import { Marked } from './marks.tsx';
import { LEVEL_FILL, LEVEL_INK } from './severity.ts';

interface LogDetailProps {
  readonly id: string;
  readonly source: string;
  /** The row when a page that is held has it; else it is looked up. */
  readonly row: LogRow | undefined;
  /** What finds the words of the search. */
  readonly pattern: RegExp | undefined;
  readonly onClose: () => void;
  readonly onStep: (direction: 1 | -1) => void;
  /** The address that opens this record again. */
  readonly link: () => string;
}

export function LogDetail({ id, source, row: held, pattern, onClose, onStep, link }: LogDetailProps) {
  const lookup = useQuery({ ...logRowOptions(id, source), enabled: held === undefined });
  const row = held ?? lookup.data ?? undefined;
  const level = row && severityLevel(row);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas" data-testid="log-detail">
      <header className="flex h-11 shrink-0 items-center gap-1 border-b border-line pr-2 pl-4">
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
      <section
        aria-label="Record"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2 slim-scroll"
      >
        {row ? (
          <Content row={row} pattern={pattern} link={link} />
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
    </div>
  );
}

function Content({
  row,
  pattern,
  link,
}: { readonly row: LogRow } & Pick<LogDetailProps, 'pattern' | 'link'>) {
  const { localZone } = usePreferences().preferences;
  const [filter, setFilter] = useState('');
  const view = useMemo(() => bodyView(row.body), [row.body]);
  const ms = timestampMs(row.timestamp);
  const scope = { name: row.scope.name, version: row.scope.version, ...row.scope.attributes };
  const groups = [
    { title: 'Attributes', entries: Object.entries(row.attributes) },
    { title: 'Resource', entries: Object.entries(row.resource) },
    { title: 'Scope', entries: Object.entries(scope).filter(([, value]) => value !== '') },
  ];
  const matches = (entry: readonly [string, string]) =>
    entry.some((part) => part.toLowerCase().includes(filter.trim().toLowerCase()));
  const anything = groups.some(({ entries }) => entries.some(matches));
  return (
    <div className="flex flex-col gap-5 px-4 pt-3 pb-8">
      <div className="flex flex-wrap gap-1.5">
        <CopyButton text={() => JSON.stringify(row, null, 2)} label="Copy the record as JSON">
          Copy JSON
        </CopyButton>
        <CopyButton text={link} label="Copy a link to this record">
          <span className="inline-flex items-center gap-1.5">
            <Link2 className="size-3.5" aria-hidden />
            Copy link
          </span>
        </CopyButton>
      </div>
      <section aria-label="Body" className="group relative">
        <pre
          className={cn(
            'rounded-lg border border-line bg-surface p-3 pr-10 font-mono text-xs wrap-anywhere whitespace-pre-wrap',
            view.kind === 'stack' && 'border-l-2 border-l-(--sev-error)',
          )}
        >
          {row.body === '' ? (
            <span className="text-ink-3">The body is empty.</span>
          ) : (
            <Marked text={view.text} pattern={pattern} />
          )}
        </pre>
        <CopyButton text={row.body} label="Copy the body" className="absolute top-1 right-1" />
      </section>
      <Facts>
        <Fact
          name="Local time"
          value={formatExact(row.timestamp, localZone)}
          note={offsetLabel(ms, localZone)}
        />
        <Fact name="UTC" value={formatExact(row.timestamp, 'UTC')} note="UTC" />
        {row.traceId && <Fact name="Trace id" value={row.traceId} />}
        {row.spanId && <Fact name="Span id" value={row.spanId} />}
        {row.eventName && <Fact name="Event" value={row.eventName} />}
      </Facts>
      <div className="flex flex-col gap-4">
        <input
          type="search"
          aria-label="Filter the fields"
          placeholder="Filter fields"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          className={cn(INPUT, 'text-xs')}
        />
        {!anything && (
          <p className="text-xs text-ink-3">{filter ? 'No field matches.' : 'There are no attributes.'}</p>
        )}
        {groups.map(({ title, entries }) => {
          const shown = entries.filter(matches);
          if (shown.length === 0) return null;
          return (
            <section key={title} aria-label={title}>
              <h3 className="mb-1 text-xs text-ink-3">
                {title} · {shown.length}
              </h3>
              <Facts>
                {shown.map(([name, value]) => (
                  <Fact key={name} name={name} value={value} mono />
                ))}
              </Facts>
            </section>
          );
        })}
      </div>
    </div>
  );
}

function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="divide-y divide-line/60 border-y border-line/60">{children}</dl>;
}

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  /** Whether the name is a field's, printed like code. */
  readonly mono?: boolean;
}

function Fact({ name, value, note, mono }: FactProps) {
  return (
    <div className="group flex min-h-7 items-start gap-3">
      <dt
        className={cn(
          'w-2/5 max-w-48 shrink-0 py-1 text-xs leading-4 wrap-anywhere text-ink-2',
          mono && 'font-mono',
        )}
      >
        {name}
      </dt>
      <dd className="flex min-w-0 flex-1 items-start justify-between gap-2">
        <span className="min-w-0 py-1 font-mono text-xs leading-4 wrap-anywhere whitespace-pre-wrap">
          {value === '' ? <span className="text-ink-3">empty</span> : value}
          {note && <span className="text-ink-3"> {note}</span>}
        </span>
        <CopyButton
          text={value}
          label={`Copy ${name}`}
          className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
        />
      </dd>
    </div>
  );
}
