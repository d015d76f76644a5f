// The names of the list's columns; those that can order the list are buttons.
import { ArrowDown } from 'lucide-react';
import { GridHeader } from '#app/components/ui/grid.tsx';
import type { TraceSort } from '../traces-view.ts';
import { HEADER_PX } from './result-list.tsx';

export interface ListColumn {
  readonly key: string;
  readonly label: string;
  /** Width as CSS's grid takes it. */
  readonly width: string;
  /** The order that a click gives. */
  readonly sort?: TraceSort;
  readonly isNumber?: boolean;
  /** Whether the name is for screen readers only. */
  readonly isHidden?: boolean;
}

interface ListHeaderProps {
  readonly columns: readonly ListColumn[];
  readonly sort: TraceSort;
  readonly onSort: (sort: TraceSort) => void;
}

export function ListHeader({ columns, sort, onSort }: ListHeaderProps) {
  return (
    <div
      role="presentation"
      className="sticky top-0 z-10 grid grid-cols-(--cols) items-center gap-x-3 border-b border-line bg-surface px-3 text-2xs text-ink-3"
      style={{ height: HEADER_PX }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a grid's header row; see ui/grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid keeps the focus */}
      <div role="row" className="contents">
        {columns.map((column) => (
          <GridHeader
            key={column.key}
            aria-sort={column.sort && column.sort === sort ? 'descending' : undefined}
            className={column.isNumber ? 'text-right' : 'min-w-0 truncate'}
          >
            {column.sort === undefined ? (
              <span className={column.isHidden ? 'sr-only' : ''}>{column.label}</span>
            ) : (
              <button
                type="button"
                onClick={() => column.sort && onSort(column.sort)}
                className="inline-flex items-center gap-1 rounded hover:text-ink"
              >
                {column.label}
                {column.sort === sort && <ArrowDown className="size-3" aria-hidden />}
              </button>
            )}
          </GridHeader>
        ))}
      </div>
    </div>
  );
}

/** CSS's `grid-template-columns`. */
export function columnTemplate(columns: readonly ListColumn[]): string {
  return columns.map(({ width }) => width).join(' ');
}
