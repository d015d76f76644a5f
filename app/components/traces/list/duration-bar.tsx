// A duration as text, and as a bar that is as long as its part of the longest one.
import { formatDuration } from '#app/components/trace/duration.ts';

interface DurationBarProps {
  readonly ns: number;
  /** The longest duration of the list; nanoseconds. */
  readonly longest: number;
  /** Any CSS colour. */
  readonly color: string;
}

export function DurationBar({ ns, longest, color }: DurationBarProps) {
  const share = longest <= 0 ? 0 : Math.min(1, ns / longest);
  return (
    <span role="presentation" className="flex min-w-0 items-center gap-2">
      <span className="w-16 shrink-0 text-right font-mono">{formatDuration(ns)}</span>
      <span aria-hidden className="relative h-1.5 min-w-0 flex-1 rounded-full bg-hover">
        <span
          className="absolute inset-y-0 left-0 min-w-0.5 rounded-full"
          style={{ width: `${(share * 100).toFixed(2)}%`, background: color }}
        />
      </span>
    </span>
  );
}
