// The commands that the palette offers: each screen adds its own while it is shown.
import { createContext, type ReactNode, use, useEffect, useId, useMemo, useState } from 'react';

export interface Command {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly keys?: string;
  readonly run: () => void;
}

interface Registry {
  readonly commands: readonly Command[];
  readonly register: (owner: string, commands: readonly Command[]) => () => void;
}

const Context = createContext<Registry | undefined>(undefined);

export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [owners, setOwners] = useState<ReadonlyMap<string, readonly Command[]>>(new Map());
  const register = useMemo(
    () => (owner: string, commands: readonly Command[]) => {
      setOwners((before) => new Map(before).set(owner, commands));
      return () =>
        setOwners((before) => {
          const after = new Map(before);
          after.delete(owner);
          return after;
        });
    },
    [],
  );
  const value = useMemo(() => ({ commands: [...owners.values()].flat(), register }), [owners, register]);
  return <Context value={value}>{children}</Context>;
}

/** Adds commands while the component is shown. Memoise the list. */
export function useCommands(commands: readonly Command[]): void {
  const owner = useId();
  const { register } = useRegistry();
  useEffect(() => register(owner, commands), [register, owner, commands]);
}

/** All commands of now. */
export function useAllCommands(): readonly Command[] {
  return useRegistry().commands;
}

function useRegistry(): Registry {
  const value = use(Context);
  if (!value) throw new Error('Commands need a CommandsProvider above them');
  return value;
}
