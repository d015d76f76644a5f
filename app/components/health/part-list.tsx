// The parts of Maple with their states; what is not well says what it means and what helps.
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import { formatSpan } from '#app/components/settings/common/amounts.ts';
import { cn } from '#app/components/ui/cn.ts';
import type { ComponentHealth } from '#app/lib/health/schema.ts';
import { explainedParts } from './explain.ts';

const LOOKS = {
  ok: { Icon: CircleCheck, color: 'text-ok', word: 'well' },
  starting: { Icon: LoaderCircle, color: 'text-caution', word: 'starting' },
  restarting: { Icon: LoaderCircle, color: 'text-caution', word: 'restarting' },
  down: { Icon: CircleX, color: 'text-danger', word: 'down' },
} as const;

interface PartListProps {
  readonly components: Readonly<Record<string, ComponentHealth>>;
  /** The server's clock, milliseconds since the epoch. */
  readonly nowMs: number;
}

export function PartList({ components, nowMs }: PartListProps) {
  return (
    <ul aria-label="Parts" className="divide-y divide-line rounded-lg border border-line">
      {explainedParts(components).map(({ id, name, what, help, status, message, since }) => {
        const { Icon, color, word } = LOOKS[status];
        return (
          <li key={id} className="flex gap-3 px-3 py-2.5">
            <Icon className={cn('mt-0.5 size-4 shrink-0', color)} aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="font-medium">{name}</p>
              <p className="text-xs text-ink-3">{what}</p>
              {status !== 'ok' && (
                <p className="mt-1 text-xs text-ink-2">
                  {message && <span className="text-ink">{message}. </span>}
                  {help}
                </p>
              )}
            </div>
            <p className="shrink-0 text-right text-xs">
              <span className={cn('font-medium', color)}>{word}</span>
              {since && (
                <span className="block text-2xs text-ink-3">
                  for {formatSpan((nowMs - Date.parse(since)) / 1_000)}
                </span>
              )}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
