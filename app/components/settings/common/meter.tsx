// How full something is, as a bar. Words beside it say the same, or its label does to those who do not see it.
import { cn } from '#app/components/ui/cn.ts';

interface MeterProps {
  /** From 0 to 1. */
  readonly share: number;
  /** What is full, where no words beside it say how much it is. */
  readonly label?: string;
  readonly className?: string;
}

const CAUTION = 0.8;
const DANGER = 0.92;

export function Meter({ share, label, className }: MeterProps) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  const color = share >= DANGER ? 'bg-danger' : share >= CAUTION ? 'bg-caution' : 'bg-accent';
  return (
    <>
      {label !== undefined && (
        <span className="sr-only">
          {label}: {percent} %
        </span>
      )}
      <div aria-hidden className={cn('h-1.5 overflow-hidden rounded-full bg-hover', className)}>
        <div className={cn('h-full rounded-full', color)} style={{ width: `${percent}%` }} />
      </div>
    </>
  );
}
