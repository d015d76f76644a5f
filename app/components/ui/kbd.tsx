// A key of the keyboard, as printed in help and tooltips.
import type { ReactNode } from 'react';

/** One key or chord. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded border border-line bg-surface px-1 font-mono text-2xs text-ink-2">
      {children}
    </kbd>
  );
}
