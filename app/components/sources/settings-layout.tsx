// The frame of the settings pages: their title and the links between them.
import { Link, Outlet } from '@tanstack/react-router';
import { PageHeader } from '#app/components/shell/page-header.tsx';

const PAGES = [
  { to: '/settings/sources', label: 'Sources' },
  { to: '/settings/connections', label: 'Connections' },
] as const;

export function SettingsLayout() {
  return (
    <>
      <PageHeader title="Settings" />
      <nav aria-label="Settings" className="flex shrink-0 gap-1 border-b border-line px-2 md:px-3">
        {PAGES.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            className="-mb-px flex h-9 items-center border-b-2 border-transparent px-3 text-ink-2 -outline-offset-2 hover:text-ink pointer-coarse:h-11"
            activeProps={{ className: 'border-accent! text-ink font-medium' }}
          >
            {label}
          </Link>
        ))}
      </nav>
      <div className="min-h-0 flex-1 overflow-y-auto slim-scroll">
        <div className="mx-auto flex max-w-4xl flex-col gap-5 px-4 py-5 md:py-8">
          <Outlet />
        </div>
      </div>
    </>
  );
}
