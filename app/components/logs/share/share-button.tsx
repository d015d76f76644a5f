// The button that hands a search of logs on: links, commands, SQL and files. An export under way is shown beside it.
import { ShareTrigger } from '#app/components/explorer/share/share-trigger.tsx';
import { lazyPanel } from '#app/components/ui/panel-trigger.tsx';
import type { LogSearch } from '#app/lib/logs/queries.ts';
import { ExportStatus } from './export-status.tsx';
import { type Exporter, useExport } from './use-export.ts';

interface ShareButtonProps {
  /** The search on the screen, its range fixed. */
  readonly search: LogSearch;
  /** The range as in the URL: relative where the viewer chose so. */
  readonly range: { readonly from: string; readonly to: string };
  /** The columns that the viewer chose; none where they are the source's own. */
  readonly columns: readonly string[];
}

export interface ShareContext extends ShareButtonProps {
  readonly label: string;
  readonly exporter: Exporter;
}

const LABEL = 'Share and export';
const panel = lazyPanel<ShareContext>(() => import('./share-panel.tsx').then((module) => module.SharePanel));

export function ShareButton(props: ShareButtonProps) {
  const exporter = useExport();
  return (
    <>
      {exporter.state && <ExportStatus exporter={exporter} state={exporter.state} />}
      <ShareTrigger panel={panel} panelProps={{ ...props, label: LABEL, exporter }} label={LABEL} />
    </>
  );
}
