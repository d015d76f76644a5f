// The settings page "Data and retention": what is stored of each signal, for how long, and what goes next.
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { formatBytes, formatDays } from '#app/components/settings/common/amounts.ts';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { Figure, Figures } from '#app/components/settings/common/figure.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { Meter } from '#app/components/settings/common/meter.tsx';
import { ReadOnly } from '#app/components/settings/common/read-only.tsx';
import { formatCompact, formatCount } from '#app/components/time/format.ts';
import { retentionOptions } from '#app/lib/storage/queries.ts';
import type { RetentionState } from '#app/lib/storage/schema.ts';
import { SignalCard } from './signal-card.tsx';

export function DataPage() {
  const query = useQuery(retentionOptions());
  return (
    <>
      <SettingsHeading
        title="Data and retention"
        intro="What is stored of this team, as the tables themselves say it. Whole days are dropped once all of a day is older than what is kept."
      />
      <Answered query={query}>{(state) => <DataState state={state} />}</Answered>
    </>
  );
}

function DataState({ state }: { readonly state: RetentionState }) {
  const { signals, others, disk, defaultDays, mayChange, problem } = state;
  const sum = (key: 'rows' | 'bytes' | 'uncompressedBytes') =>
    signals.reduce((total, signal) => total + signal[key], 0);
  const bytes = sum('bytes');
  const usedShare = disk && 1 - disk.freeBytes / disk.totalBytes;
  return (
    <>
      {!mayChange && <ReadOnly what="change how long data is kept" />}
      {problem !== null && (
        <p role="alert" className="flex gap-2 rounded-md bg-caution-soft px-3 py-2 text-caution">
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          The latest change is not in all tables yet, and is tried again within the hour: {problem}
        </p>
      )}
      <Figures>
        <Figure label="Records" value={formatCompact(sum('rows'))} note={period(signals)} />
        <Figure
          label="On disk"
          value={formatBytes(bytes)}
          note={`${formatBytes(sum('uncompressedBytes'))} uncompressed${ratio(sum('uncompressedBytes'), bytes)}`}
        />
        <Figure label="Kept by default" value={formatDays(defaultDays)} note="by MAPLE_RETENTION" />
        <Figure
          label="Disk free"
          value={disk ? formatBytes(disk.freeBytes) : 'not known'}
          note={
            disk && usedShare !== null ? (
              <>
                of {formatBytes(disk.totalBytes)}
                <Meter share={usedShare} className="mt-1" />
              </>
            ) : (
              'The engine does not say'
            )
          }
        />
      </Figures>
      {signals.map((signal) => (
        <SignalCard key={signal.signal} state={signal} defaultDays={defaultDays} mayChange={mayChange} />
      ))}
      {others.tables > 0 && (
        <p className="text-ink-3">
          {formatCount(others.tables, 'other table')} of the team’s own with {formatCount(others.rows, 'row')}{' '}
          ({formatBytes(others.bytes)}) in this database never expire.
        </p>
      )}
    </>
  );
}

/** From the oldest to the newest of all signals. */
function period(signals: RetentionState['signals']): string {
  const days = signals
    .flatMap(({ oldest, newest }) => [oldest, newest])
    .filter((time) => time !== null)
    .map((time) => time.slice(0, 10))
    .sort();
  return days.length === 0 ? 'nothing yet' : `${days[0]} to ${days.at(-1)}`;
}

function ratio(uncompressed: number, bytes: number): string {
  return bytes === 0 ? '' : `, ${(uncompressed / bytes).toFixed(1)} : 1`;
}
