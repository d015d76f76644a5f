// The frame of the settings pages: their title and the links between them, beside the page or, on a phone, above it.
import { getRouteApi, Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { isForViewer, SETTINGS_PAGES } from './pages.ts';

const shell = getRouteApi('/_app');

export function SettingsLayout() {
  const { viewer } = shell.useRouteContext();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    // On a phone the link of the page can be out of sight.
    void pathname;
    nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <nav
          ref={nav}
          aria-label="Settings"
          className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2 slim-scroll md:w-52 md:flex-col md:gap-0 md:overflow-y-auto md:border-r md:border-b-0 md:px-3 md:py-3"
        >
          {SETTINGS_PAGES.map(({ group, pages }) => {
            const mine = pages.filter((page) =>
              isForViewer(page, viewer.team.role, viewer.user.isInstanceAdmin),
            );
            if (mine.length === 0) return null;
            return (
              <div key={group} className="contents md:mb-3 md:block">
                <h2 className="hidden px-2 py-1 text-2xs font-medium text-ink-3 md:block">{group}</h2>
                {mine.map(({ to, label }) => (
                  <Link
                    key={to}
                    to={to}
                    className="flex h-9 shrink-0 items-center border-b-2 border-transparent px-2 whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink pointer-coarse:h-11 md:h-8 md:rounded-md md:border-b-0 md:hover:bg-hover"
                    activeProps={{
                      className: 'border-accent! text-ink! font-medium md:bg-hover',
                      'aria-current': 'page',
                    }}
                  >
                    {label}
                  </Link>
                ))}
              </div>
            );
          })}
        </nav>
        <section
          aria-label="Page"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a page of nothing but words is scrolled with the keys, too
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto slim-scroll -outline-offset-2"
        >
          <div className="mx-auto flex max-w-4xl flex-col gap-5 px-4 py-5 md:py-8">
            <Outlet />
          </div>
        </section>
      </div>
    </>
  );
}
