// What every service screen adds to the command palette, beside its own.
import { useMemo } from 'react';
import { type Command, useCommands } from '#app/components/shell/commands.tsx';
import { QUICK_RANGES, type RangeText } from '#app/components/time/range.ts';
import { useCopy } from '#app/components/ui/copy-button.tsx';

interface PageCommands {
  readonly group: string;
  /** The screen's own. Memoise the list. */
  readonly own: readonly Command[];
  readonly environments: readonly string[];
  readonly env: string;
  readonly refresh: () => void;
  readonly onRange: (range: RangeText) => void;
  readonly onEnvironment: (env: string) => void;
}

const NONE: readonly string[] = [];

export function usePageCommands(options: PageCommands): void {
  const { group, own, environments = NONE, env, refresh, onRange, onEnvironment } = options;
  const { copy } = useCopy();
  const commands = useMemo(
    (): Command[] => [
      ...own,
      { id: 'refresh', group, label: 'Refresh', keys: 'r', run: refresh },
      ...(env === ''
        ? []
        : [{ id: 'env-all', group, label: 'Show all environments', run: () => onEnvironment('') }]),
      ...environments
        .filter((name) => name !== env)
        .map((name) => ({
          id: `env-${name}`,
          group,
          label: `Only the environment ${name}`,
          run: () => onEnvironment(name),
        })),
      { id: 'copy-link', group, label: 'Copy a link to this view', run: () => copy(window.location.href) },
      ...QUICK_RANGES.map(({ label, short, from, to }) => ({
        id: `range-${short}`,
        group: 'Time range',
        label,
        run: () => onRange({ from, to }),
      })),
    ],
    [group, own, environments, env, refresh, onRange, onEnvironment, copy],
  );
  useCommands(commands);
}
