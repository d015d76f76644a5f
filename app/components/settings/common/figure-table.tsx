// A table of figures: the first column says what each row is, the others are numbers. It scrolls in its place.
import type { ReactNode } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { ScrollBox } from './scroll-box.tsx';

interface FigureTableProps {
  readonly label: string;
  /** The heads of the columns; with a tip for those that need an explanation. */
  readonly heads: readonly (string | { readonly name: string; readonly tip: string })[];
  /** The rows: each a `RowHead` and `Cell`s. */
  readonly children: ReactNode;
  /** Below the table. */
  readonly note?: ReactNode;
  readonly className?: string;
}

export function FigureTable({ label, heads, children, note, className }: FigureTableProps) {
  return (
    <ScrollBox label={label} {...(className !== undefined && { className })}>
      <table className="w-full text-xs">
        <thead className="border-b border-line text-2xs text-ink-3">
          <tr>
            {heads.map((head) => {
              const { name, tip } = typeof head === 'string' ? { name: head, tip: undefined } : head;
              return (
                <th
                  key={name}
                  className="px-2 py-1.5 text-right font-normal whitespace-nowrap first:text-left"
                  data-tip={tip}
                >
                  {name}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
      {note}
    </ScrollBox>
  );
}

interface CellProps {
  readonly className?: string;
  readonly children: ReactNode;
}

export function RowHead({ className, children }: CellProps) {
  return (
    <th scope="row" className={cn('px-2 py-1.5 text-left', className)}>
      {children}
    </th>
  );
}

export function Cell({ children }: Pick<CellProps, 'children'>) {
  return <td className="px-2 py-1.5 text-right whitespace-nowrap tabular-nums">{children}</td>;
}
