// A change since the period before: an arrow, how much, and a colour where it is notably better or worse.
import { cn } from '#app/components/ui/cn.ts';
import type { Change } from './change.ts';

interface ChangeMarkProps {
  /** Undefined: there was nothing before. */
  readonly change: Change | undefined;
  /** What it was before, as text. */
  readonly before: string | undefined;
  readonly className?: string;
}

const ARROWS = { up: '↑', down: '↓', same: '→' } as const;
const COLORS = { better: 'text-ok', worse: 'text-danger', neither: 'text-ink-3' } as const;

export function ChangeMark({ change, before, className }: ChangeMarkProps) {
  if (!change)
    return (
      <span
        className={cn('text-2xs text-ink-3', className)}
        data-tip={before === undefined ? 'Nothing in the period before' : `Before: ${before}`}
      >
        {before === undefined && 'new'}
      </span>
    );
  const { direction, text, verdict } = change;
  const says = { up: 'up', down: 'down', same: 'unchanged' }[direction];
  return (
    <span
      className={cn('text-2xs whitespace-nowrap', COLORS[verdict], className)}
      data-tip={before === undefined ? undefined : `The period before: ${before}`}
    >
      <span aria-hidden>{direction === 'same' ? '=' : `${ARROWS[direction]} ${text}`}</span>
      <span className="sr-only">
        {says}
        {direction !== 'same' && ` ${text}`}
        {verdict !== 'neither' && `, ${verdict}`}
      </span>
    </span>
  );
}
