// A word or two about the state of a thing in a list. The words say it; the colour only helps to find it.
import type { ReactNode } from 'react';
import { cn } from '#app/components/ui/cn.ts';

const TONES = {
  plain: 'bg-hover text-ink-2',
  accent: 'bg-accent-soft text-accent-ink',
  caution: 'bg-caution-soft text-caution',
  danger: 'bg-danger-soft text-danger',
} as const;

interface BadgeProps {
  readonly tone?: keyof typeof TONES;
  readonly children: ReactNode;
}

export function Badge({ tone = 'plain', children }: BadgeProps) {
  return (
    <span
      className={cn(
        'inline-flex shrink-0 items-center rounded px-1.5 text-2xs whitespace-nowrap tabular-nums',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
