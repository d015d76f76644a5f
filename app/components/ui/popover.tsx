// A panel that opens at a button and closes on Esc or a click elsewhere.
import { Popover as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;

/** The panel; give it an `aria-label`. */
export function PopoverContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        className={cn('z-40 rounded-lg bg-raised text-ink shadow-raised outline-none', className)}
        {...props}
      />
    </Radix.Portal>
  );
}
