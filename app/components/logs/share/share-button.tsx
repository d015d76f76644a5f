// The button that hands a search on: links, commands, SQL and files. An export under way is shown beside it.
import { Share2 } from 'lucide-react';
import { buttonClass } from '#app/components/ui/button.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
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
  readonly className?: string;
}

export interface ShareContext extends Omit<ShareButtonProps, 'className'> {
  readonly exporter: Exporter;
}

const panel = lazyPanel<ShareContext>(() => import('./share-panel.tsx').then((module) => module.SharePanel));

export function ShareButton({ search, range, columns, className }: ShareButtonProps) {
  const exporter = useExport();
  return (
    <>
      {exporter.state && <ExportStatus exporter={exporter} state={exporter.state} />}
      <PanelTrigger
        panel={panel}
        panelProps={{ search, range, columns, exporter }}
        aria-label="Share and export"
        data-tip="Share and export"
        className={buttonClass('secondary', className)}
      >
        <Share2 className="size-3.5" aria-hidden />
        <span className="max-md:sr-only">Share</span>
      </PanelTrigger>
    </>
  );
}
