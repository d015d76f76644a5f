// The menu of the person who is signed in: team, theme, clock, help, sign out.
import { ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import type { Preferences } from '#app/components/preferences/preferences.ts';
import { usePreferences } from '#app/components/preferences/preferences-context.tsx';
import { cn } from '#app/components/ui/cn.ts';
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '#app/components/ui/menu.tsx';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { useShellActions } from './shell-actions.tsx';

const THEMES = [
  { value: 'system', label: 'Like the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

interface ViewerMenuProps {
  readonly viewer: SignedIn;
  readonly narrow: boolean;
}

export function ViewerMenu({ viewer, narrow }: ViewerMenuProps) {
  const { preferences, setPreferences } = usePreferences();
  const { signOut, openHelp } = useShellActions();
  return (
    <Menu>
      <MenuTrigger
        aria-label={`${viewer.team.name}, ${viewer.user.email}: menu`}
        className={cn(
          'flex h-10 w-full items-center gap-2.5 rounded-md hover:bg-hover data-[state=open]:bg-hover',
          narrow ? 'justify-center' : 'px-1.5 text-left',
        )}
      >
        <span
          aria-hidden
          className="flex size-7 shrink-0 items-center justify-center rounded-md bg-accent-soft text-xs font-semibold text-accent-ink"
        >
          {initial(viewer.team.name)}
        </span>
        {!narrow && (
          <>
            <span className="min-w-0 flex-1 leading-4">
              <span className="block truncate font-medium">{viewer.team.name}</span>
              <span className="block truncate text-2xs text-ink-3">{viewer.user.email}</span>
            </span>
            <ChevronsUpDown className="size-3.5 shrink-0 text-ink-3" aria-hidden />
          </>
        )}
      </MenuTrigger>
      <MenuContent align="start" side="top" className="w-60">
        <MenuLabel className="leading-4">
          Signed in as <span className="text-ink">{viewer.user.name}</span>, {viewer.team.role}
        </MenuLabel>
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        <MenuRadioGroup
          value={preferences.theme}
          onValueChange={(theme) => setPreferences({ theme: theme as Preferences['theme'] })}
        >
          {THEMES.map(({ value, label, icon: Icon }) => (
            <MenuRadioItem key={value} value={value} onSelect={(event) => event.preventDefault()}>
              <Icon className="size-3.5 text-ink-3" aria-hidden />
              {label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuLabel>Times are shown in</MenuLabel>
        <MenuRadioGroup
          value={preferences.zone}
          onValueChange={(zone) => setPreferences({ zone: zone as Preferences['zone'] })}
        >
          <MenuRadioItem value="local">Local time ({preferences.localZone})</MenuRadioItem>
          <MenuRadioItem value="utc">UTC</MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={openHelp}>
          <Keyboard className="size-3.5 text-ink-3" aria-hidden />
          Keyboard shortcuts
        </MenuItem>
        <MenuItem onSelect={signOut}>
          <LogOut className="size-3.5 text-ink-3" aria-hidden />
          Sign out
        </MenuItem>
        <MenuLabel>Maple {viewer.version}</MenuLabel>
      </MenuContent>
    </Menu>
  );
}

function initial(name: string): string {
  return (Array.from(name.trim())[0] ?? '?').toUpperCase();
}
