// The audit log: who did what, from where, to what. In the settings of a team for its admins, and of the installation by itself.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, Download, ScrollText } from 'lucide-react';
import { useCallback, useRef } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { ForOthers } from '#app/components/settings/common/read-only.tsx';
import { teamUrl } from '#app/components/shell/current-team.ts';
import { formatDateTime } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { download } from '#app/components/ui/download.ts';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { type AuditLogOf, auditOptions } from '#app/lib/audit/queries.ts';
import type { AuditEntry, AuditPage as Page } from '#app/lib/audit/schema.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { AUDIT_VIEW_DEFAULTS, type AuditView, auditIntro, exportPath, filterOf } from './audit-view.ts';
import { EntryDrawer } from './entry-drawer.tsx';
import { ENTRY_GRID, EntryRow } from './entry-row.tsx';
import { FilterBar } from './filter-bar.tsx';

interface AuditPageProps {
  readonly viewer: SignedIn;
  readonly view: AuditView;
}

export function AuditPage({ viewer, view }: AuditPageProps) {
  const { role } = viewer.team;
  if (role !== 'admin' && role !== 'owner')
    return (
      <>
        <SettingsHeading title="Audit log" intro={auditIntro('team')} />
        <ForOthers>Only admins of the team read its audit log.</ForOthers>
      </>
    );
  return <Log of="team" view={view} hasInstallation={viewer.user.isInstanceAdmin} />;
}

/** For who administrates the installation; it is of no team. */
export function InstallationAuditPage({ view }: { readonly view: AuditView }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-6xl flex-col gap-4 px-4 py-8">
      <Link to="/no-team" className="flex w-fit items-center gap-1 text-ink-2 hover:text-ink">
        <ArrowLeft className="size-3.5" aria-hidden />
        Teams
      </Link>
      <Log of="installation" view={view} hasInstallation={false} />
    </main>
  );
}

interface LogProps {
  readonly of: AuditLogOf;
  readonly view: AuditView;
  /** Whether entries of the installation are among those of the team. */
  readonly hasInstallation: boolean;
}

function Log({ of, view, hasInstallation }: LogProps) {
  const navigate = useNavigate({ from: of === 'team' ? '/settings/audit' : '/no-team/audit' });
  const change = useCallback(
    (some: Partial<AuditView>) =>
      void navigate({ search: (before) => ({ ...before, ...some }), replace: some.entry === undefined }),
    [navigate],
  );
  const query = useInfiniteQuery(auditOptions(of, filterOf(view)));
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <SettingsHeading
        title={of === 'team' ? 'Audit log' : 'Audit log of the installation'}
        intro={auditIntro(of)}
        isFirst={of === 'installation'}
        action={<Export of={of} view={view} />}
      />
      <FilterBar
        view={view}
        onChange={change}
        onClear={() => change(AUDIT_VIEW_DEFAULTS)}
        hasInstallation={hasInstallation}
      />
      <Answered query={query}>
        {({ pages }) => (
          <div
            aria-busy={query.isPlaceholderData}
            className={cn('flex flex-col gap-3', query.isPlaceholderData && 'opacity-60')}
          >
            {entries.length > 0 && (
              <Entries
                entries={entries}
                isMixed={of === 'team'}
                onOpen={(entry) => change({ entry: entry.id })}
              />
            )}
            {query.error !== null && !query.isFetching && (
              <FormProblem>{toUserError(query.error).message}</FormProblem>
            )}
            <End
              last={pages.at(-1)}
              isEmpty={entries.length === 0}
              isFiltered={Object.keys(filterOf(view)).length > 0}
              isLoading={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
              onClear={() => change(AUDIT_VIEW_DEFAULTS)}
            />
          </div>
        )}
      </Answered>
      {view.entry > 0 && (
        <EntryDrawer
          of={of}
          id={view.entry}
          known={entries.find(({ id }) => id === view.entry)}
          onFilter={change}
          onClose={() => change({ entry: 0 })}
        />
      )}
    </>
  );
}

function Export({ of, view }: Pick<LogProps, 'of' | 'view'>) {
  return (
    <div className="flex items-center gap-2">
      {(['csv', 'ndjson'] as const).map((format) => (
        <Button
          key={format}
          onClick={() => download(teamUrl(exportPath(of, view, format)))}
          data-tip="All entries that the filters leave"
        >
          <Download className="size-3.5" aria-hidden />
          Export {format === 'csv' ? 'CSV' : 'NDJSON'}
        </Button>
      ))}
    </div>
  );
}

interface EntriesProps {
  readonly isMixed: boolean;
  readonly entries: readonly AuditEntry[];
  readonly onOpen: (entry: AuditEntry) => void;
}

function Entries({ entries, isMixed, onOpen }: EntriesProps) {
  const list = useRef<HTMLUListElement>(null);
  /** To the entry below or above the one that has the focus; to the first at first. Enter opens it, as a button does. */
  const step = (direction: 1 | -1) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    buttons[at === -1 ? 0 : at + direction]?.focus();
  };
  const isInList = () => list.current?.contains(document.activeElement) ?? false;
  useHotkeys({
    j: () => step(1),
    k: () => step(-1),
    // From elsewhere they scroll.
    arrowdown: () => isInList() && step(1),
    arrowup: () => isInList() && step(-1),
  });
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div
        aria-hidden
        className={`${ENTRY_GRID} border-b border-line bg-surface py-1 text-2xs text-ink-3 max-md:hidden!`}
      >
        {['Time', 'Who', 'From', 'What', 'To', ''].map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <ul ref={list} aria-label="Entries" className="divide-y divide-line">
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} isMixed={isMixed} onOpen={() => onOpen(entry)} />
        ))}
      </ul>
    </div>
  );
}

interface EndProps {
  readonly last: Page | undefined;
  readonly isEmpty: boolean;
  readonly isFiltered: boolean;
  readonly isLoading: boolean;
  readonly onMore: () => void;
  readonly onClear: () => void;
}

/** What is below the last entry: more, further back, the end, or nothing at all. */
function End({ last, isEmpty, isFiltered, isLoading, onMore, onClear }: EndProps) {
  const zone = useZone();
  if (last !== undefined && last.nextCursor !== null)
    return (
      <div className="flex flex-wrap items-center justify-center gap-3 text-xs text-ink-3">
        {last.searchedTo !== null && (
          <span suppressHydrationWarning>
            Searched back to {formatDateTime(Math.floor(Date.parse(last.searchedTo) / 1_000) * 1_000, zone)}
          </span>
        )}
        <Button onClick={onMore} disabled={isLoading}>
          {isLoading ? 'Loading…' : last.searchedTo === null ? 'Load more' : 'Search further back'}
        </Button>
      </div>
    );
  if (!isEmpty) return <p className="text-center text-xs text-ink-3">These are all entries.</p>;
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-line py-10 text-center">
      <ScrollText className="size-6 text-ink-3" aria-hidden />
      <p className="font-medium">{isFiltered ? 'No entry matches' : 'No entries yet'}</p>
      <p className="max-w-prose px-4 text-ink-2">
        {isFiltered
          ? 'Widen the time, or search for less.'
          : 'What people and programs change is listed here as soon as they do.'}
      </p>
      {isFiltered && <Button onClick={onClear}>Clear filters</Button>}
    </div>
  );
}
