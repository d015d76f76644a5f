// Theme, clock, help and sign-out. Loaded when it is first opened.
import { ArrowLeftRight, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { usePreferences } from '#app/components/preferences/preferences-context.tsx';
import { Choices, PanelButton } from '#app/components/ui/choices.tsx';
import { Kbd } from '#app/components/ui/kbd.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { useShellActions } from './shell-actions.tsx';

const THEMES = [
  { value: 'system', label: 'Like the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

export interface ViewerPanelProps {
  readonly viewer: SignedIn;
}

export function ViewerPanel({ viewer, trigger, onClose }: ViewerPanelProps & PanelProps) {
  const { preferences, setPreferences } = usePreferences();
  const { signOut, openHelp, openTeams } = useShellActions();
  const zones = [
    { value: 'local', label: `Local time (${preferences.localZone})` },
    { value: 'utc', label: 'UTC' },
  ] as const;
  return (
    <Popover trigger={trigger} onClose={onClose} label="Viewer" align="start" side="top" className="w-60 p-1">
      <p className="px-2 py-1.5 text-xs text-ink-3">
        Signed in as <span className="text-ink">{viewer.user.name}</span>, {viewer.team.role}
      </p>
      {viewer.teams.length > 1 && (
        <PanelButton
          onClick={() => {
            onClose();
            openTeams();
          }}
        >
          <ArrowLeftRight className="size-3.5 text-ink-3" aria-hidden />
          Switch the team
          <span className="ml-auto">
            <Kbd>m</Kbd>
          </span>
        </PanelButton>
      )}
      <Separator />
      <Choices
        label="Theme"
        value={preferences.theme}
        options={THEMES.map(({ value, label, icon: Icon }) => ({
          value,
          label: (
            <>
              <Icon className="size-3.5 text-ink-3" aria-hidden />
              {label}
            </>
          ),
        }))}
        onChange={(theme) => setPreferences({ theme })}
      />
      <Separator />
      <Choices
        label="Times are shown in"
        value={preferences.zone}
        options={zones}
        onChange={(zone) => setPreferences({ zone })}
      />
      <Separator />
      <PanelButton
        onClick={() => {
          onClose();
          openHelp();
        }}
      >
        <Keyboard className="size-3.5 text-ink-3" aria-hidden />
        Keyboard shortcuts
      </PanelButton>
      <PanelButton
        onClick={() => {
          onClose();
          signOut();
        }}
      >
        <LogOut className="size-3.5 text-ink-3" aria-hidden />
        Sign out
      </PanelButton>
      <p className="px-2 py-1 text-2xs text-ink-3">Maple {viewer.version}</p>
    </Popover>
  );
}

function Separator() {
  return <hr className="my-1 border-line" />;
}
