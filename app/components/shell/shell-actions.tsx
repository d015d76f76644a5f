// What the shell can do for the screens inside it.
import { createContext, use } from 'react';

interface ShellActions {
  readonly openHelp: () => void;
  readonly openPalette: () => void;
  /** Opens the navigation on a phone. */
  readonly openDrawer: () => void;
  /** Opens the choice of teams. */
  readonly openTeams: () => void;
  readonly signOut: () => void;
}

const Context = createContext<ShellActions | undefined>(undefined);

export const ShellActionsProvider = Context;

export function useShellActions(): ShellActions {
  const value = use(Context);
  if (!value) throw new Error('useShellActions needs the shell above it');
  return value;
}
