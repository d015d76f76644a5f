// The menu behind the share button of logs: what every search is handed on as, and exports. Loaded when it is first opened.
import { Download } from 'lucide-react';
import { ShareGroup, ShareMenu } from '#app/components/explorer/share/share-menu.tsx';
import { PanelButton } from '#app/components/ui/choices.tsx';
import type { PanelProps } from '#app/components/ui/popover.tsx';
import { explainLogSearch } from '#app/lib/logs/copy.functions.ts';
import { searchCurl, searchFields } from '#app/lib/logs/copy.ts';
import type { LogSearch } from '#app/lib/logs/queries.ts';
import type { ShareContext } from './share-button.tsx';

/** Rows that the SQL asks for; the workspace is for looking, exports are for all. */
const SQL_ROWS = 200;
const PASSING = ['log', 'around', 'live'];

export function SharePanel({ search, range, columns, exporter, label, ...panel }: ShareContext & PanelProps) {
  const save = (format: 'ndjson' | 'csv') => {
    const chosen = columns.filter((name) => name !== 'timestamp' && name !== 'body');
    const fields = searchFields({ ...search, columns: format === 'csv' ? chosen : [] });
    exporter.begin({ format, fields, suggestedName: `maple-${search.source}.${format}` });
    panel.onClose();
  };
  const shared = {
    range,
    fixed: search,
    passing: PASSING,
    curl: (origin: string) => searchCurl(origin, { ...search, ...range }),
    sql: async () => {
      const { sql } = await explainLogSearch({ data: { ...requestOf(search), limit: SQL_ROWS } });
      return sql;
    },
  };
  return (
    <ShareMenu label={label} shared={shared} {...panel}>
      <ShareGroup title="Export all matching records">
        <PanelButton onClick={() => save('ndjson')}>
          <Download className="size-3.5 text-ink-3" aria-hidden />
          NDJSON, every byte as it is
        </PanelButton>
        <PanelButton onClick={() => save('csv')}>
          <Download className="size-3.5 text-ink-3" aria-hidden />
          CSV, for spreadsheets
        </PanelButton>
      </ShareGroup>
    </ShareMenu>
  );
}

function requestOf({ from, to, query, language, source, order, columns }: LogSearch) {
  return { from, to, query, language, source, order, columns: [...columns] };
}
