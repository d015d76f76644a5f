// The side navigation: sections above, set-up and the viewer below. The phone shows it as a drawer.
import { Link } from '@tanstack/react-router';
import { PanelLeft } from 'lucide-react';
import { usePreferences } from '#app/components/preferences/preferences-context.tsx';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { Leaf } from '#app/components/ui/leaf.tsx';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { SECTIONS } from './sections.ts';
import { ViewerMenu } from './viewer-menu.tsx';

interface NavigationProps {
  readonly viewer: SignedIn;
  readonly className?: string;
  /** Only icons. */
  readonly narrow?: boolean;
  /** Runs when a link was followed, to close the drawer. */
  readonly onFollow?: () => void;
}

/** The links and the menu of the viewer. */
export function Navigation({ viewer, className, narrow = false, onFollow }: NavigationProps) {
  return (
    <nav aria-label="Main" className={cn('flex min-h-0 flex-col bg-surface', className)}>
      <div className={cn('flex h-12 shrink-0 items-center gap-2', narrow ? 'justify-center' : 'px-3.5')}>
        <Leaf className="size-5 shrink-0" />
        {!narrow && <span className="text-base font-semibold tracking-tight">Maple</span>}
        {!narrow && !onFollow && <CollapseButton className="ml-auto" />}
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto px-2 py-1">
        <Links place="main" narrow={narrow} onFollow={onFollow} />
        <div className="flex-1" />
        <Links place="foot" narrow={narrow} onFollow={onFollow} />
        {narrow && <CollapseButton className="mx-auto" />}
      </div>
      <div className="border-t border-line p-2">
        <ViewerMenu viewer={viewer} narrow={narrow} />
      </div>
    </nav>
  );
}

interface LinksProps {
  readonly place: 'main' | 'foot';
  readonly narrow: boolean;
  readonly onFollow: (() => void) | undefined;
}

function Links({ place, narrow, onFollow }: LinksProps) {
  return SECTIONS.filter((section) => section.place === place).map(({ id, label, to, icon: Icon }) => {
    return (
      <Link
        key={id}
        to={to}
        onClick={onFollow}
        data-tip={narrow ? label : undefined}
        data-tip-side="right"
        className={cn(
          'flex h-8 items-center gap-2.5 rounded-md text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-10',
          narrow ? 'justify-center' : 'px-2',
        )}
        activeProps={{ className: 'bg-selected text-ink font-medium' }}
      >
        <Icon className="size-4 shrink-0" aria-hidden />
        <span className={narrow ? 'sr-only' : ''}>{label}</span>
      </Link>
    );
  });
}

function CollapseButton({ className }: { readonly className: string }) {
  const { preferences, setPreferences } = usePreferences();
  const narrow = preferences.nav === 'narrow';
  return (
    <IconButton
      label={narrow ? 'Widen the navigation' : 'Collapse the navigation'}
      shortcut="["
      className={className}
      onClick={() => setPreferences({ nav: narrow ? 'wide' : 'narrow' })}
    >
      <PanelLeft className="size-4" aria-hidden />
    </IconButton>
  );
}
