// Says that a page, or what it changes, is for others: the rest of it is there to read.
import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';

/** For members and viewers, where a page is there to read. `what` is what admins can do, e.g. `change connections`. */
export function ReadOnly({ what }: { readonly what: string }) {
  return <ForOthers>Only admins of the team can {what}.</ForOthers>;
}

/** Who may, in place of what they may. */
export function ForOthers({ children }: { readonly children: ReactNode }) {
  return (
    <p className="flex items-center gap-2 rounded-lg border border-line bg-surface px-3 py-2 text-ink-2">
      <Lock className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      {children}
    </p>
  );
}
