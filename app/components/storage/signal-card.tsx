// A signal on the page "Data and retention": what is stored, for how long, what goes next, and its tables.
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { formatBytes, formatDays } from '#app/components/settings/common/amounts.ts';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { formatCount, formatDateTime } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import type { SignalState } from '#app/lib/storage/schema.ts';
import { KeepForm } from './keep-form.tsx';
import { SIGNAL_NAMES } from './signal-names.ts';
import { TableList } from './table-list.tsx';

interface SignalCardProps {
  readonly state: SignalState;
  readonly defaultDays: number;
  readonly mayChange: boolean;
}

export function SignalCard({ state, defaultDays, mayChange }: SignalCardProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { title, record } = SIGNAL_NAMES[state.signal];
  const { nextDrop } = state;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 rounded-lg border border-line p-3 md:p-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div>
          <h3 id={id} className="flex items-center gap-2 text-base font-semibold">
            {title}
            {!state.isApplied && <Badge tone="caution">being applied</Badge>}
          </h3>
          <p className="text-ink-2">
            Kept for <strong className="font-medium text-ink">{formatDays(state.keptDays)}</strong>
            <span className="text-ink-3">
              {state.isOwn ? ', as this team set it' : ', as the installation has it'}
            </span>
          </p>
        </div>
        {mayChange && (
          <KeepForm
            key={`${state.keptDays} ${state.isOwn}`}
            signal={state.signal}
            keptDays={state.keptDays}
            isOwn={state.isOwn}
            defaultDays={defaultDays}
          />
        )}
      </div>
      {state.rows === 0 && state.bytes === 0 ? (
        <p className="text-ink-3">Nothing is stored yet.</p>
      ) : (
        <dl className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
          <Fact label="Stored">{formatCount(state.rows, record)}</Fact>
          <Fact label="On disk" note={`${formatBytes(state.uncompressedBytes)} uncompressed`}>
            {formatBytes(state.bytes)}
          </Fact>
          <Fact label="From" note={<>to {state.newest ? <Time at={state.newest} /> : 'now'}</>}>
            {state.oldest ? <Time at={state.oldest} /> : '–'}
          </Fact>
          <Fact
            label="Next to go"
            note={
              nextDrop &&
              `${nextDrop.day}: ${formatCount(nextDrop.rows, record)}, ${formatBytes(nextDrop.bytes)}`
            }
          >
            {nextDrop ? <When at={nextDrop.at} /> : 'nothing'}
          </Fact>
        </dl>
      )}
      <div>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="-ml-1 flex items-center gap-1 rounded px-1 text-xs text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-9"
        >
          <ChevronRight className={cn('size-3.5 transition-transform', open && 'rotate-90')} aria-hidden />
          {formatCount(state.tables.length, 'table')}, {formatCount(state.days, 'day')}
        </button>
        {open && <TableList tables={state.tables} label={`Tables of ${title.toLowerCase()}`} />}
      </div>
    </section>
  );
}

function Fact({
  label,
  note,
  children,
}: {
  readonly label: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="text-2xs text-ink-3">{label}</dt>
      <dd className="tabular-nums">{children}</dd>
      {note && <dd className="text-2xs text-ink-3 tabular-nums">{note}</dd>}
    </div>
  );
}

/** A point in time, or a day where only that is known. */
function Time({ at }: { readonly at: string }) {
  const zone = useZone();
  if (at.length <= 10) return <time dateTime={at}>{at}</time>;
  return (
    <time dateTime={at} suppressHydrationWarning>
      {formatDateTime(Math.floor(Date.parse(at) / 1_000) * 1_000, zone)}
    </time>
  );
}
