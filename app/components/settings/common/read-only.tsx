// For members and viewers: the page is there to read.
import { Lock } from 'lucide-react';

export function ReadOnly({ what }: { readonly what: string }) {
  return (
    <p className="flex items-center gap-2 rounded-lg border border-line bg-surface px-3 py-2 text-ink-2">
      <Lock className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      Only admins of the team can {what}.
    </p>
  );
}
