// What stands at the right of every service screen's header, and in the palette: the environment, the
// screen's own links, and the time.
import type { ReactNode } from 'react';
import type { Command } from '#app/components/shell/commands.tsx';
import { TimeControls } from '#app/components/time/time-controls.tsx';
import { type RangeView, REFRESH_SECONDS } from '../services-view.ts';
import { EnvironmentPicker } from './small-select.tsx';
import { usePageCommands } from './use-page-commands.ts';
import type { RangeActions } from './use-range-actions.ts';

interface PageControlsProps {
  /** What the commands of the screen are listed under. */
  readonly group: string;
  /** The screen's own commands. Memoise the list. */
  readonly own: readonly Command[];
  readonly view: RangeView;
  readonly actions: RangeActions;
  /** All that were seen in the range. */
  readonly environments: readonly string[];
  readonly onRefresh: () => void;
  /** Whether an answer has been on its way for a while. */
  readonly refreshing: boolean;
  readonly children?: ReactNode;
}

export function PageControls(props: PageControlsProps) {
  const { group, own, view, actions, environments, onRefresh, refreshing, children } = props;
  usePageCommands({
    group,
    own,
    environments,
    env: view.env,
    refresh: onRefresh,
    onRange: actions.setRange,
    onEnvironment: actions.setEnvironment,
  });
  return (
    <>
      <EnvironmentPicker value={view.env} environments={environments} onChange={actions.setEnvironment} />
      {children}
      <TimeControls
        value={view}
        onChange={actions.setRange}
        onRefresh={onRefresh}
        refreshing={refreshing}
        interval={view.refresh}
        intervals={REFRESH_SECONDS}
        onIntervalChange={(seconds) =>
          actions.change({ refresh: REFRESH_SECONDS.find((known) => known === seconds) ?? 0 })
        }
      />
    </>
  );
}
