// The names of a table's columns; those that can order it are buttons.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { cn } from '#app/components/ui/cn.ts';
import { GridHeader } from '#app/components/ui/grid.tsx';
import { nextSort, type Sort, type SortColumn } from './sort.ts';

export const HEADER_PX = 28;

interface HeaderColumn extends SortColumn<never> {
  readonly label: string;
  readonly tip?: string;
  readonly isNumber?: boolean;
}

interface FigureHeaderProps {
  readonly columns: readonly HeaderColumn[];
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  /** Whether it stands inside of something that has a margin. */
  readonly isInset?: boolean | undefined;
}

export function FigureHeader({ columns, sort, onSort, isInset }: FigureHeaderProps) {
  const Arrow = sort.falling ? ArrowDown : ArrowUp;
  return (
    <div
      role="presentation"
      className={cn(
        'sticky top-0 z-10 grid grid-cols-(--cols) items-center gap-x-4 border-b border-line bg-surface text-2xs text-ink-3',
        isInset ? 'px-2' : 'px-3 md:px-4',
      )}
      style={{ height: HEADER_PX }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a grid's header row; see ui/grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid keeps the focus */}
      <div role="row" className="contents">
        {columns.map((column) => {
          const isSorted = column.key === sort.key && column.value !== undefined;
          return (
            <GridHeader
              key={column.key}
              aria-sort={isSorted ? (sort.falling ? 'descending' : 'ascending') : undefined}
              className={cn('min-w-0', column.isNumber ? 'text-right' : 'truncate')}
            >
              {column.value === undefined ? (
                column.label
              ) : (
                <button
                  type="button"
                  data-tip={column.tip}
                  onClick={() => onSort(nextSort(sort, column))}
                  className={cn(
                    'inline-flex max-w-full items-center gap-1 rounded hover:text-ink',
                    isSorted && 'font-medium text-ink',
                  )}
                >
                  <span className="truncate">{column.label}</span>
                  {isSorted && <Arrow className="size-3 shrink-0" aria-hidden />}
                </button>
              )}
            </GridHeader>
          );
        })}
      </div>
    </div>
  );
}
