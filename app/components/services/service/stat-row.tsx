// A service's figures of the whole range, each with its change.

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { percentText, rateText } from '#app/components/charts/rate.ts';
import { formatCount } from '#app/components/time/format.ts';
import { formatDuration } from '#app/components/trace/duration.ts';
import type { ServiceEntry } from '#app/lib/services/schema.ts';
import { changeOf, pointsOf } from '../common/change.ts';
import { ChangeMark } from '../common/change-mark.tsx';
import { Apdex, ErrorShare } from '../common/figures.tsx';
import { serviceSearch } from '../common/searches.ts';
import type { LinkSearch } from '../common/use-range-actions.ts';

interface StatRowProps {
  readonly entry: ServiceEntry;
  readonly search: LinkSearch;
}

export function StatRow({ entry, search }: StatRowProps) {
  const { from, to, env } = search;
  const query = serviceSearch(entry.name, env);
  const { rate, requests, errorRate, errors, apdex, before } = entry;
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(104px,1fr))] gap-x-4 gap-y-2" data-testid="stats">
      <Stat name="Requests" note={`${formatCount(requests)} in all`}>
        {rateText(rate)}
        <ChangeMark
          change={before ? changeOf(rate, before.rate, 'neither') : undefined}
          before={before ? rateText(before.rate) : undefined}
        />
      </Stat>
      <Stat
        name="Errors"
        note={
          errors === 0 ? (
            'none failed'
          ) : (
            <Link
              to="/traces"
              search={{ from, to, q: `${query} status:error`, show: 'spans' }}
              className="text-accent-ink hover:underline"
            >
              {formatCount(errors)} failed
            </Link>
          )
        }
      >
        <ErrorShare share={errorRate} />
        {before && (
          <ChangeMark change={pointsOf(errorRate, before.errorRate)} before={percentText(before.errorRate)} />
        )}
      </Stat>
      {(['p50', 'p95', 'p99'] as const).map((key) => (
        <Stat
          key={key}
          name={key}
          note={
            key === 'p99' &&
            requests > 0 && (
              <Link
                to="/traces"
                search={{ from, to, q: query, sort: 'slowest' }}
                className="text-accent-ink hover:underline"
              >
                slowest traces
              </Link>
            )
          }
        >
          {requests === 0 ? '–' : formatDuration(entry[key])}
          {before && requests > 0 && (
            <ChangeMark
              change={changeOf(entry[key], before[key], 'bad')}
              before={formatDuration(before[key])}
            />
          )}
        </Stat>
      ))}
      <Stat name="Apdex">
        <Apdex value={apdex} named />
      </Stat>
    </dl>
  );
}

interface StatProps {
  readonly name: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

function Stat({ name, note, children }: StatProps) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-2xs text-ink-3">{name}</dt>
      <dd className="flex items-baseline gap-2 text-lg font-medium whitespace-nowrap">{children}</dd>
      {note && <dd className="text-2xs text-ink-3">{note}</dd>}
    </div>
  );
}
