// The columns of errors, grouped by what makes them the same.
import { formatCount } from '#app/components/time/format.ts';
import type { ErrorGroupsResponse } from '#app/lib/services/schema.ts';
import type { FigureColumn } from '../common/figure-table.tsx';
import { Sparkline } from '../common/sparkline.tsx';
import { Ago } from './ago.tsx';

export type ErrorGroup = ErrorGroupsResponse['groups'][number];

/** Whether it was first seen after the last deploy; undefined when no deploy is known. */
export function isNewSince(group: ErrorGroup, lastDeployMs: number | undefined): boolean {
  return lastDeployMs !== undefined && group.firstSeenMs >= lastDeployMs;
}

export function errorColumns(
  onOpen: (group: ErrorGroup) => void,
  lastDeployMs: number | undefined,
): readonly FigureColumn<ErrorGroup>[] {
  return [
    {
      key: 'type',
      label: 'Error',
      width: 'minmax(280px, 3fr)',
      value: ({ type }) => type,
      cell: (group) => <ErrorName group={group} onOpen={onOpen} lastDeployMs={lastDeployMs} />,
    },
    {
      key: 'count',
      label: 'Count',
      width: 'minmax(160px, 1fr)',
      isNumber: true,
      falling: true,
      value: ({ count }) => count,
      cell: ({ count, points }) => (
        <span className="flex items-center justify-end gap-2">
          <Sparkline
            values={points.map((point) => point.count)}
            color="var(--sev-error)"
            kind="bars"
            width={84}
          />
          <span className="min-w-12">{formatCount(count)}</span>
        </span>
      ),
    },
    {
      key: 'first',
      label: 'First seen',
      tip: 'As far back as spans are kept',
      width: '88px',
      isNumber: true,
      falling: true,
      value: ({ firstSeenMs }) => firstSeenMs,
      cell: ({ firstSeenMs }) => <Ago ms={firstSeenMs} />,
    },
    {
      key: 'last',
      label: 'Last seen',
      width: '88px',
      isNumber: true,
      falling: true,
      value: ({ lastSeenMs }) => lastSeenMs,
      cell: ({ lastSeenMs }) => <Ago ms={lastSeenMs} />,
    },
  ];
}

interface ErrorNameProps {
  readonly group: ErrorGroup;
  readonly onOpen: (group: ErrorGroup) => void;
  readonly lastDeployMs: number | undefined;
}

/** Type, message and where it was thrown, in two lines. */
export function ErrorName({ group, onOpen, lastDeployMs }: ErrorNameProps) {
  return (
    <span className="flex min-w-0 flex-col leading-4">
      <span className="flex min-w-0 items-center gap-2">
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onOpen(group)}
          className="max-w-full shrink-0 truncate font-medium text-danger hover:underline"
        >
          {group.type || 'Error'}
        </button>
        {isNewSince(group, lastDeployMs) && (
          <span
            data-tip="First seen after the last deploy"
            className="shrink-0 rounded bg-caution-soft px-1 text-2xs text-caution"
          >
            new since the deploy
          </span>
        )}
        {group.topFrame !== '' && (
          <span className="min-w-0 truncate font-mono text-2xs text-ink-3">{group.topFrame}</span>
        )}
      </span>
      <span className="truncate text-ink-2">{group.message || group.example.message}</span>
    </span>
  );
}

/** An error on a phone. */
export function CompactError(props: ErrorNameProps) {
  const { count, lastSeenMs, points } = props.group;
  return (
    <>
      <ErrorName {...props} />
      <span className="flex items-center gap-3 text-2xs text-ink-2">
        <span>{formatCount(count, 'time')}</span>
        <span>
          last <Ago ms={lastSeenMs} />
        </span>
        <span className="ml-auto">
          <Sparkline
            values={points.map((point) => point.count)}
            color="var(--sev-error)"
            kind="bars"
            width={84}
            height={16}
          />
        </span>
      </span>
    </>
  );
}
