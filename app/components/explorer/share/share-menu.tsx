// What a search is handed on as: links, a command, SQL, and what the screen adds.
import { useNavigate } from '@tanstack/react-router';
import { Clock, Code, Link2, SquareTerminal, Table } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { PanelButton } from '#app/components/ui/choices.tsx';
import { useCopy } from '#app/components/ui/copy-button.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
import { toUserError } from '#app/lib/core/user-error.ts';
import { searchLink } from '#app/lib/reading/copy.ts';
import type { SharedSearch } from './shared-search.ts';

interface ShareMenuProps extends PanelProps {
  readonly label: string;
  readonly shared: SharedSearch;
  readonly children?: ReactNode;
}

const COPY = {
  link: 'Link to this search',
  frozen: 'Link with exactly this time range',
  curl: 'As cURL',
  sql: 'As SQL',
} as const;

export function ShareMenu({ label: title, shared, children, trigger, onClose }: ShareMenuProps) {
  const { copied, copy } = useCopy();
  const navigate = useNavigate();
  const [last, setLast] = useState('');
  const [error, setError] = useState('');
  const copyAs = (what: string, text: string) => {
    setError('');
    setLast(what);
    copy(text);
  };
  const copyLink = (what: string, range: SharedSearch['range']) =>
    copyAs(what, searchLink(window.location.href, range, shared.passing));
  const withSql = async (use: (sql: string) => void) => {
    try {
      use(await shared.sql());
    } catch (thrown) {
      setError(toUserError(thrown).message);
    }
  };
  const label = (what: string) => (copied && last === what ? 'Copied' : what);

  return (
    <Popover trigger={trigger} onClose={onClose} label={title} align="end" className="w-72 p-1.5">
      <ShareGroup title="Copy">
        <PanelButton onClick={() => copyLink(COPY.link, shared.range)}>
          <Link2 className="size-3.5 text-ink-3" aria-hidden />
          {label(COPY.link)}
        </PanelButton>
        <PanelButton onClick={() => copyLink(COPY.frozen, shared.fixed)}>
          <Clock className="size-3.5 text-ink-3" aria-hidden />
          {label(COPY.frozen)}
        </PanelButton>
        <PanelButton onClick={() => copyAs(COPY.curl, shared.curl(window.location.origin))}>
          <SquareTerminal className="size-3.5 text-ink-3" aria-hidden />
          {label(COPY.curl)}
        </PanelButton>
        <PanelButton onClick={() => void withSql((sql) => copyAs(COPY.sql, sql))}>
          <Code className="size-3.5 text-ink-3" aria-hidden />
          {label(COPY.sql)}
        </PanelButton>
      </ShareGroup>
      <ShareGroup title="Open">
        <PanelButton onClick={() => void withSql((sql) => void navigate({ to: '/sql', search: { sql } }))}>
          <Table className="size-3.5 text-ink-3" aria-hidden />
          SQL workspace
        </PanelButton>
      </ShareGroup>
      {children}
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

export function ShareGroup({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="px-2 pt-1.5 pb-1 text-2xs text-ink-3">{title}</h3>
      {children}
    </section>
  );
}
