// What is different in the box of the heatmap: for each field how its values are spread inside and outside, the most
// different first. A click keeps or leaves out a value.
import { useQuery } from '@tanstack/react-query';
import { Minus, Plus, X } from 'lucide-react';
import type { FixedSearch } from '#app/components/explorer/search/use-frozen-search.ts';
import { formatCount } from '#app/components/time/format.ts';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { useDelayed } from '#app/components/ui/use-delayed.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import { traceDifferencesOptions } from '#app/lib/traces/queries.ts';
import type { DifferencesResponse } from '#app/lib/traces/schema.ts';
import type { Box } from '../heatmap/box.ts';

type Field = DifferencesResponse['fields'][number];
type Value = Field['values'][number];

const SLOW_MS = 300;
/** Of one field; the others differ less. */
const MOST_VALUES = 5;

interface DifferencesPanelProps {
  readonly search: FixedSearch;
  readonly box: Box;
  /** Whether clicks can change the search: a SQL condition is the person's own. */
  readonly canFilter: boolean;
  readonly onFilter: (field: string, value: string, negate: boolean) => void;
  /** Hides the panel; the box stays. */
  readonly onClose: () => void;
}

export function DifferencesPanel({ search, box, canFilter, onFilter, onClose }: DifferencesPanelProps) {
  const { data, error, isFetching, refetch } = useQuery({
    ...traceDifferencesOptions(search, box),
    placeholderData: (before) => before,
  });
  const slow = useDelayed(isFetching, SLOW_MS);
  const failure = error ? toUserError(error) : undefined;
  return (
    <section
      aria-label="What is different"
      data-testid="differences"
      className={cn('flex min-h-0 min-w-0 flex-1 flex-col', slow && data && 'opacity-60')}
    >
      <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-2 pl-3">
        <h2 className="flex-1 font-semibold">What is different</h2>
        <IconButton label="Hide the differences" onClick={onClose}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-3 slim-scroll">
        {failure && (
          <div role="alert" className="flex flex-col items-start gap-2 text-xs text-danger">
            <p>
              {failure.message} {failure.hint}
            </p>
            <Button onClick={() => void refetch()}>Try again</Button>
          </div>
        )}
        {!data && !failure && <p className="text-xs text-ink-3">{slow ? 'Comparing…' : ''}</p>}
        {data && <Summary data={data} />}
        {data && data.fields.length === 0 && (
          <p className="py-6 text-center text-xs text-ink-2">{nothingText(data)}</p>
        )}
        <ol className="flex flex-col gap-4">
          {data?.fields.map((field) => (
            <FieldDifference
              key={field.name}
              field={field}
              onFilter={canFilter ? (value, negate) => onFilter(field.name, value, negate) : undefined}
            />
          ))}
        </ol>
      </div>
    </section>
  );
}

function nothingText({ selected, others }: DifferencesResponse): string {
  if (selected === 0) return 'No matching span lies in the selection.';
  if (others === 0) return 'All matching spans lie in the selection: there is nothing to compare them with.';
  return 'Nothing tells the selected spans apart from the others.';
}

function Summary({ data }: { readonly data: DifferencesResponse }) {
  return (
    <div className="mb-3 flex flex-col gap-1 text-2xs text-ink-3">
      <p className="flex flex-wrap items-center gap-x-3">
        <span className="flex items-center gap-1.5">
          <Swatch className="bg-accent" />
          {formatCount(data.selected)} selected
        </span>
        <span className="flex items-center gap-1.5">
          <Swatch className="bg-line-strong" />
          {formatCount(data.others, 'other matching span')}
        </span>
      </p>
      {data.isSample && <p>There are more: these are a sample of each.</p>}
      {data.partial && <p className="text-caution">{data.partial.message}</p>}
    </div>
  );
}

function Swatch({ className }: { readonly className: string }) {
  return <span aria-hidden className={cn('h-2 w-3 rounded-sm', className)} />;
}

interface FieldDifferenceProps {
  readonly field: Field;
  readonly onFilter: ((value: string, negate: boolean) => void) | undefined;
}

function FieldDifference({ field, onFilter }: FieldDifferenceProps) {
  return (
    <li data-testid={`difference-${field.name}`}>
      <div className="mb-1 flex items-baseline gap-2">
        <h3 className="min-w-0 flex-1 truncate font-mono text-xs">{field.name}</h3>
        <span
          className="text-2xs text-ink-3"
          data-tip="How differently the values are spread: 0 % alike, 100 % nothing in common"
        >
          {percent(field.difference)} different
        </span>
      </div>
      <ul className="flex flex-col gap-0.5">
        {field.values.slice(0, MOST_VALUES).map((value) => (
          <ValueDifference key={value.value} value={value} onFilter={onFilter} />
        ))}
      </ul>
    </li>
  );
}

interface ValueDifferenceProps {
  readonly value: Value;
  readonly onFilter: FieldDifferenceProps['onFilter'];
}

function ValueDifference({ value: { value, selected, others }, onFilter }: ValueDifferenceProps) {
  const name = value === '' ? 'not set' : value;
  const canFilter = onFilter !== undefined && value !== '';
  return (
    <li className="group flex items-center gap-2 rounded px-1 text-xs hover:bg-hover">
      <span className={cn('w-[38%] shrink-0 truncate', value === '' && 'text-ink-3 italic')} title={value}>
        {name}
      </span>
      <span className="flex min-w-0 flex-1 flex-col gap-px py-1" aria-hidden>
        <Bar share={selected} className="bg-accent" />
        <Bar share={others} className="bg-line-strong" />
      </span>
      <span className="flex w-12 shrink-0 flex-col text-right font-mono text-2xs leading-3.5">
        <span className="text-accent-ink">
          {percent(selected)}
          <span className="sr-only"> of the selected,</span>
        </span>
        <span className="text-ink-3">
          {percent(others)}
          <span className="sr-only"> of the others</span>
        </span>
      </span>
      <span className="flex shrink-0">
        {canFilter && (
          <>
            <Small label={`Only ${name}`} onClick={() => onFilter(value, false)}>
              <Plus className="size-3" aria-hidden />
            </Small>
            <Small label={`Without ${name}`} onClick={() => onFilter(value, true)}>
              <Minus className="size-3" aria-hidden />
            </Small>
          </>
        )}
      </span>
    </li>
  );
}

function Small(props: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return <IconButton {...props} className="size-5! pointer-coarse:size-8!" />;
}

function Bar({ share, className }: { readonly share: number; readonly className: string }) {
  return (
    <span className="block h-1.5 overflow-hidden rounded-sm bg-hover">
      <span
        className={cn('block h-full rounded-sm', className)}
        style={{ width: `${Math.min(100, share * 100).toFixed(1)}%` }}
      />
    </span>
  );
}

function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 1) return '< 1 %';
  return `${Math.round(value)} %`;
}
