// Tabs with an underline.
import { Tabs as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export const Tabs = Radix.Root;

export function TabList({ className, ...props }: ComponentProps<typeof Radix.List>) {
  return (
    <Radix.List
      className={cn('flex gap-1 overflow-x-auto border-b border-line slim-scroll', className)}
      {...props}
    />
  );
}

export function Tab({ className, ...props }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      className={cn(
        '-mb-px h-9 shrink-0 border-b-2 border-transparent px-3 text-ink-2 -outline-offset-2 hover:text-ink',
        'data-[state=active]:border-accent data-[state=active]:text-ink data-[state=active]:font-medium',
        className,
      )}
      {...props}
    />
  );
}

export const TabPanel = Radix.Content;
