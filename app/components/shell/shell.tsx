// The signed-in layout: navigation, banners, the page, and the windows that every page has.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { signOut as endSession } from '#app/components/auth/session.ts';
import { usePreferences } from '#app/components/preferences/preferences-context.tsx';
import { nextTeam, switchTeam } from '#app/components/teams/switch-team.ts';
import { TooltipLayer } from '#app/components/ui/tooltip.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { Banners, SignOutFailed } from './banners.tsx';
import { type Command, useCommands } from './commands.tsx';
import { Navigation } from './navigation.tsx';
import { SECTIONS } from './sections.ts';
import { ShellActionsProvider } from './shell-actions.tsx';

const Drawer = lazy(() => import('./drawer.tsx').then((module) => ({ default: module.Drawer })));
const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })));
const TeamSwitcher = lazy(() =>
  import('#app/components/teams/team-switcher.tsx').then((module) => ({ default: module.TeamSwitcher })),
);
const KeyboardHelp = lazy(() =>
  import('./keyboard-help.tsx').then((module) => ({ default: module.KeyboardHelp })),
);

/** A key pressed this long after `g` is no longer its second half. */
const SEQUENCE_MS = 1_000;

interface ShellProps {
  readonly viewer: SignedIn;
  readonly children: ReactNode;
}

export function Shell({ viewer, children }: ShellProps) {
  const { preferences } = usePreferences();
  const [open, setOpen] = useState<'palette' | 'help' | 'drawer' | 'teams' | undefined>();
  const setWindow = (name: typeof open) => (isOpen: boolean) => setOpen(isOpen ? name : undefined);
  const [signOutProblem, setSignOutProblem] = useState<string>();
  const signOut = useSignOut(
    useCallback((message) => {
      setSignOutProblem(message);
      // On a phone the navigation would cover the message.
      if (message !== undefined) setOpen(undefined);
    }, []),
  );
  const actions = useMemo(
    () => ({
      openHelp: () => setOpen('help'),
      openPalette: () => setOpen('palette'),
      openDrawer: () => setOpen('drawer'),
      openTeams: () => setOpen('teams'),
      signOut,
    }),
    [signOut],
  );
  useShellCommands(viewer, actions.openHelp, signOut);
  useShellHotkeys(() => setOpen('palette'), actions.openHelp);
  useTeamHotkey(viewer, actions.openTeams);
  const narrow = preferences.nav === 'narrow';
  return (
    <ShellActionsProvider value={actions}>
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-raised"
      >
        Skip to the page
      </a>
      <div className="flex h-dvh">
        <Navigation
          viewer={viewer}
          narrow={narrow}
          className={`hidden shrink-0 border-r border-line md:flex ${narrow ? 'w-14' : 'w-52'}`}
        />
        <div className="flex min-w-0 flex-1 flex-col">
          <Banners />
          {signOutProblem && (
            <SignOutFailed
              message={signOutProblem}
              onRetry={signOut}
              onClose={() => setSignOutProblem(undefined)}
            />
          )}
          <main id="page" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
            {children}
          </main>
        </div>
      </div>
      <TooltipLayer />
      <Suspense>
        {open === 'drawer' && <Drawer viewer={viewer} onOpenChange={setWindow('drawer')} />}
        {open === 'palette' && <Palette open onOpenChange={setWindow('palette')} />}
        {open === 'teams' && <TeamSwitcher viewer={viewer} onOpenChange={setWindow('teams')} />}
        {open === 'help' && <KeyboardHelp open onOpenChange={setWindow('help')} />}
      </Suspense>
    </ShellActionsProvider>
  );
}

/** Ends the session and goes to the sign-in page, or says why the session could not be ended. */
function useSignOut(onFailure: (message: string | undefined) => void): () => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useCallback(() => {
    onFailure(undefined);
    void endSession().then(async (error) => {
      if (error) return onFailure(error.message);
      queryClient.clear();
      await router.navigate({ to: '/login' });
    });
  }, [queryClient, router, onFailure]);
}

function useShellHotkeys(openPalette: () => void, openHelp: () => void): void {
  const navigate = useNavigate();
  const { preferences, setPreferences } = usePreferences();
  const goPressedAt = useRef(Number.NEGATIVE_INFINITY);
  const toggleZone = () => setPreferences({ zone: preferences.zone === 'utc' ? 'local' : 'utc' });
  const toggleNav = () => setPreferences({ nav: preferences.nav === 'wide' ? 'narrow' : 'wide' });
  const follow = Object.fromEntries(
    SECTIONS.map(({ key, to }) => [
      key,
      (event: KeyboardEvent) => {
        if (event.timeStamp - goPressedAt.current > SEQUENCE_MS) return false;
        void navigate({ to });
        return true;
      },
    ]),
  );
  // Before the page's own: after `g` its keys mean where to go.
  useHotkeys(follow, true);
  useHotkeys({
    g: (event) => {
      goPressedAt.current = event.timeStamp;
    },
    'mod+k': openPalette,
    '?': openHelp,
    z: toggleZone,
    '[': toggleNav,
  });
}

/** `m` opens the choice of teams; with Shift it goes straight to the next one. */
function useTeamHotkey({ teams, team }: SignedIn, openTeams: () => void): void {
  useHotkeys({
    m: ({ shiftKey }) => {
      if (!shiftKey) return openTeams();
      const next = nextTeam(teams, team.id);
      if (next) switchTeam(next.slug, team.slug);
    },
  });
}

function useShellCommands({ teams, team }: SignedIn, openHelp: () => void, signOut: () => void): void {
  const navigate = useNavigate();
  const { preferences, setPreferences } = usePreferences();
  const { zone, localZone } = preferences;
  const commands = useMemo((): Command[] => {
    const themes = [
      { theme: 'system', label: 'Theme: like the system' },
      { theme: 'light', label: 'Theme: light' },
      { theme: 'dark', label: 'Theme: dark' },
    ] as const;
    return [
      ...SECTIONS.map(({ id, label, to, key }) => ({
        id: `go-${id}`,
        group: 'Go to',
        label,
        keys: `g ${key}`,
        run: () => void navigate({ to }),
      })),
      {
        id: 'zone',
        group: 'View',
        label: zone === 'utc' ? `Show local time (${localZone})` : 'Show UTC',
        keys: 'z',
        run: () => setPreferences({ zone: zone === 'utc' ? 'local' : 'utc' }),
      },
      ...themes.map(({ theme, label }) => ({
        id: `theme-${theme}`,
        group: 'View',
        label,
        run: () => setPreferences({ theme }),
      })),
      ...teams
        .filter(({ id }) => id !== team.id)
        .map(({ id, name, slug }) => ({
          id: `team-${id}`,
          group: 'Teams',
          label: `Switch to team ${name}`,
          run: () => switchTeam(slug, team.slug),
        })),
      { id: 'help', group: 'Maple', label: 'Keyboard shortcuts', keys: '?', run: openHelp },
      { id: 'sign-out', group: 'Maple', label: 'Sign out', run: signOut },
    ];
  }, [navigate, setPreferences, zone, localZone, openHelp, signOut, teams, team]);
  useCommands(commands);
}
