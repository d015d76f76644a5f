// A frame around what may be wider or longer than its place, such as a table: it scrolls, also by the keyboard.
import type { ReactNode } from 'react';
import { cn } from '#app/components/ui/cn.ts';

interface ScrollBoxProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

export function ScrollBox({ label, className, children }: ScrollBoxProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
      className={cn('overflow-auto slim-scroll', className)}
    >
      {children}
    </section>
  );
}
