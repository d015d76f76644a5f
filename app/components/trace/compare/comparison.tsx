// Two traces that are here: what differs, as a tree or by operation, and the way from difference to difference.
import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronUp, Equal } from 'lucide-react';
import { useMemo } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { buttonClass, IconButton } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { spanIdOf } from '#app/lib/trace-model/columns.ts';
import type { TraceDiff } from '#app/lib/trace-model/diff.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { formatDuration } from '../duration.ts';
import { type ShownDifference, useDifference } from '../load/use-difference.ts';
import type { ReadyTrace } from '../load/use-trace-load.ts';
import { Segments, Working } from '../statistics/view-bar.tsx';
import type { ChangeCompareView, CompareView } from '../trace-view.ts';
import { deltaText } from './delta.tsx';
import { countsText, diffRows, stepDifference } from './diff-rows.ts';
import { DiffTree } from './diff-tree.tsx';
import { OperationsTable } from './operations-table.tsx';

interface ComparisonProps {
  readonly a: ReadyTrace;
  readonly b: ReadyTrace;
  readonly view: CompareView;
  readonly change: ChangeCompareView;
}

export function Comparison({ a, b, view, change }: ComparisonProps) {
  const compared = useDifference(a, b);
  const spans = a.tree.columns.count + b.tree.columns.count;
  if (!compared) return <Working>Comparing {formatCount(spans, 'span')}…</Working>;
  return <Shown {...compared} view={view} change={change} />;
}

interface ShownProps extends ShownDifference {
  readonly view: CompareView;
  readonly change: ChangeCompareView;
}

function Shown({ diff, operations, view, change }: ShownProps) {
  const { a, b } = diff;
  const summary = useMemo(() => countsText(diff), [diff]);
  const rows = useMemo(() => diffRows(diff, view.all), [diff, view.all]);
  const node = view.at === '' || Number(view.at) >= diff.count ? -1 : Number(view.at);
  const active = useMemo(() => rows.indexOf(node), [rows, node]);
  const choose = (row: number) => change({ at: String(rows[row] ?? '') }, { replace: true });
  const step = (by: 1 | -1) => {
    const next = stepDifference(diff, rows, active, by);
    if (next !== -1) choose(next);
  };
  useHotkeys({
    n: (event) => step(event.shiftKey ? -1 : 1),
    f: () => step(1),
    b: () => step(-1),
    o: () => change({ all: !view.all }, { replace: true }),
  });
  const delta = b.end - b.begin - (a.end - a.begin);
  const isSame = summary === '';
  if (isSame && !view.all) {
    const isItself = a.columns.traceId === b.columns.traceId;
    return (
      <State icon={<Equal className="size-6 text-ink-3" aria-hidden />} title="No difference">
        <p className="max-w-md text-ink-2">
          {isItself
            ? 'Both sides are the same trace.'
            : `Both traces have the same ${formatCount(diff.count, 'span')}, and none is slower or faster by more than a tenth and a millisecond.`}
        </p>
        <button type="button" className={buttonClass('secondary')} onClick={() => change({ all: true })}>
          Show the spans side by side
        </button>
      </State>
    );
  }
  return (
    <>
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-1 text-xs">
        <p data-testid="diff-summary">
          <strong className="font-medium">
            {delta === 0
              ? 'B took as long as A'
              : `B took ${formatDuration(Math.abs(delta))} ${delta > 0 ? 'more' : 'less'} than A`}
          </strong>
          {percent(delta, a)}
          <span className="text-ink-2">{isSame ? ' · no difference' : ` · ${summary}`}</span>
        </p>
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <Segments
            label="What is compared"
            value={view.show}
            options={[
              ['tree', 'Spans'],
              ['operations', 'Operations'],
            ]}
            onChange={(show) => change({ show })}
          />
          {view.show === 'tree' && (
            <>
              <Segments
                label="Which spans"
                value={view.all ? 'all' : 'changed'}
                options={[
                  ['changed', 'Changed'],
                  ['all', 'All'],
                ]}
                onChange={(which) => change({ all: which === 'all' }, { replace: true })}
              />
              <Segments
                label="Scale of the bars"
                value={view.scale}
                options={[
                  ['common', 'One scale'],
                  ['own', 'Own scales'],
                ]}
                onChange={(scale) => change({ scale }, { replace: true })}
              />
              <span className="flex">
                <IconButton label="Previous difference" shortcut="b" onClick={() => step(-1)}>
                  <ChevronUp className="size-4" aria-hidden />
                </IconButton>
                <IconButton label="Next difference" shortcut="f" onClick={() => step(1)}>
                  <ChevronDown className="size-4" aria-hidden />
                </IconButton>
              </span>
            </>
          )}
        </div>
      </div>
      {view.show === 'operations' ? (
        operations.length === 0 ? (
          <Working>No operation differs.</Working>
        ) : (
          <OperationsTable rows={operations} />
        )
      ) : (
        <>
          {node !== -1 && <Chosen diff={diff} node={node} source={view.source} />}
          <DiffTree
            diff={diff}
            rows={rows}
            active={active}
            isCommonScale={view.scale === 'common'}
            onActive={choose}
          />
        </>
      )}
    </>
  );
}

function percent(delta: number, a: TraceTree): string {
  const whole = a.end - a.begin;
  return delta === 0 || whole <= 0
    ? ''
    : ` (${delta > 0 ? '+' : '−'}${((Math.abs(delta) / whole) * 100).toFixed(0)}%)`;
}

interface ChosenProps {
  readonly diff: TraceDiff;
  readonly node: number;
  readonly source: string;
}

/** The chosen span on both sides, with the way to each. */
function Chosen({ diff, node, source }: ChosenProps) {
  const sides = [
    { label: 'A', tree: diff.a, span: diff.inA[node] ?? -1 },
    { label: 'B', tree: diff.b, span: diff.inB[node] ?? -1 },
  ];
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-surface px-3 py-1.5 text-xs">
      {sides.map(({ label, tree, span }) => {
        const { columns } = tree;
        if (span === -1)
          return (
            <span key={label} className="text-ink-3">
              Not in {label}
            </span>
          );
        return (
          <span key={label} className="flex min-w-0 items-center gap-2">
            <span className="truncate">
              {label}: {formatDuration(columns.duration[span] ?? 0)}, self{' '}
              {formatDuration(tree.self[span] ?? 0)}, at {deltaText((columns.start[span] ?? 0) - tree.begin)}
            </span>
            <Link
              to="/traces/$traceId"
              params={{ traceId: columns.traceId }}
              search={{ span: spanIdOf(columns, span), source }}
              className={buttonClass('secondary')}
            >
              Open in {label}
            </Link>
          </span>
        );
      })}
    </div>
  );
}
