// A figure with what it is of, for the top of a page that shows a state.
import type { ReactNode } from 'react';

interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  /** What it is compared with, or made of. */
  readonly note?: ReactNode;
}

/** The frame of figures beside each other. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-2 gap-2 sm:grid-cols-4">{children}</dl>;
}

export function Figure({ label, value, note }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col rounded-lg border border-line px-3 py-2">
      <dt className="text-2xs text-ink-3">{label}</dt>
      <dd className="truncate text-base font-semibold tabular-nums">{value}</dd>
      {note !== undefined && <dd className="truncate text-2xs text-ink-3 tabular-nums">{note}</dd>}
    </div>
  );
}
