// The menu behind the share button. Loaded when it is first opened.
import { useNavigate } from '@tanstack/react-router';
import { Clock, Code, Download, Link2, SquareTerminal, Table } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { PanelButton } from '#app/components/ui/choices.tsx';
import { useCopy } from '#app/components/ui/copy-button.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
import { toUserError } from '#app/lib/core/user-error.ts';
import { explainLogSearch } from '#app/lib/logs/copy.functions.ts';
import { searchCurl, searchFields, searchLink } from '#app/lib/logs/copy.ts';
import type { LogSearch } from '#app/lib/logs/queries.ts';
import type { ShareContext } from './share-button.tsx';

/** Rows that the SQL asks for; the workspace is for looking, exports are for all. */
const SQL_ROWS = 200;

export function SharePanel({
  search,
  range,
  columns,
  exporter,
  trigger,
  onClose,
}: ShareContext & PanelProps) {
  const { copied, copy } = useCopy();
  const navigate = useNavigate();
  const [last, setLast] = useState('');
  const [error, setError] = useState('');
  const copyAs = (what: string, text: string) => {
    setError('');
    setLast(what);
    copy(text);
  };
  const withSql = async (use: (sql: string) => void) => {
    try {
      const { sql } = await explainLogSearch({ data: { ...requestOf(search), limit: SQL_ROWS } });
      use(sql);
    } catch (thrown) {
      setError(toUserError(thrown).message);
    }
  };
  const save = (format: 'ndjson' | 'csv') => {
    const chosen = columns.filter((name) => name !== 'timestamp' && name !== 'body');
    const fields = searchFields({ ...search, columns: format === 'csv' ? chosen : [] });
    exporter.begin({ format, fields, suggestedName: `maple-${search.source}.${format}` });
    onClose();
  };
  const label = (what: string) => (copied && last === what ? 'Copied' : what);

  return (
    <Popover trigger={trigger} onClose={onClose} label="Share and export" align="end" className="w-72 p-1.5">
      <Group title="Copy">
        <PanelButton onClick={() => copyAs(COPY.link, searchLink(window.location.href, range))}>
          <Link2 className="size-3.5 text-ink-3" aria-hidden />
          {label(COPY.link)}
        </PanelButton>
        <PanelButton onClick={() => copyAs(COPY.frozen, searchLink(window.location.href, search))}>
          <Clock className="size-3.5 text-ink-3" aria-hidden />
          {label(COPY.frozen)}
        </PanelButton>
        <PanelButton
          onClick={() => copyAs(COPY.curl, searchCurl(window.location.origin, { ...search, ...range }))}
        >
          <SquareTerminal className="size-3.5 text-ink-3" aria-hidden />
          {label(COPY.curl)}
        </PanelButton>
        <PanelButton onClick={() => void withSql((sql) => copyAs(COPY.sql, sql))}>
          <Code className="size-3.5 text-ink-3" aria-hidden />
          {label(COPY.sql)}
        </PanelButton>
      </Group>
      <Group title="Open">
        <PanelButton onClick={() => void withSql((sql) => void navigate({ to: '/sql', search: { sql } }))}>
          <Table className="size-3.5 text-ink-3" aria-hidden />
          SQL workspace
        </PanelButton>
      </Group>
      <Group title="Export all matching records">
        <PanelButton onClick={() => save('ndjson')}>
          <Download className="size-3.5 text-ink-3" aria-hidden />
          NDJSON, every byte as it is
        </PanelButton>
        <PanelButton onClick={() => save('csv')}>
          <Download className="size-3.5 text-ink-3" aria-hidden />
          CSV, for spreadsheets
        </PanelButton>
      </Group>
      <p role="status" className="sr-only">
        {copied ? `${last}: copied` : ''}
      </p>
      {error !== '' && (
        <p role="alert" className="px-2 py-1 text-danger">
          {error}
        </p>
      )}
    </Popover>
  );
}

const COPY = {
  link: 'Link to this search',
  frozen: 'Link with exactly this time range',
  curl: 'As cURL',
  sql: 'As SQL',
} as const;

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="px-2 pt-1.5 pb-1 text-2xs text-ink-3">{title}</h3>
      {children}
    </section>
  );
}

function requestOf({ from, to, query, language, source, order, columns }: LogSearch) {
  return { from, to, query, language, source, order, columns: [...columns] };
}
