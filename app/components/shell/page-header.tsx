// The bar at the top of a page: its title, its controls, and on a phone the button that opens the navigation.
import { Command, Menu } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '#app/components/ui/button.tsx';
import { useShellActions } from './shell-actions.tsx';

interface PageHeaderProps {
  readonly title: string;
  readonly children?: ReactNode;
}

export function PageHeader({ title, children }: PageHeaderProps) {
  const { openDrawer, openPalette } = useShellActions();
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-start gap-x-2 gap-y-1.5 border-b border-line px-3 pt-2 pb-[7px] md:px-4">
      {/* As high as a line of controls: where those take two, the title stands at the first. */}
      <div className="flex h-8 items-center gap-2 pointer-coarse:h-10">
        <IconButton label="Open the navigation" className="md:hidden" onClick={openDrawer}>
          <Menu className="size-4" aria-hidden />
        </IconButton>
        <h1 className="text-base font-semibold tracking-tight">{title}</h1>
      </div>
      <div className="flex min-h-8 min-w-0 flex-1 flex-wrap items-center justify-end gap-1.5 pointer-coarse:min-h-10">
        {children}
        <IconButton label="Commands" shortcut="⌘ K" onClick={openPalette} className="max-md:hidden">
          <Command className="size-3.5" aria-hidden />
        </IconButton>
      </div>
    </header>
  );
}
