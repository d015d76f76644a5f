// The SQL workspace. What was run is in the URL.
import { createFileRoute, stripSearchParams } from '@tanstack/react-router';
import { SqlPage } from '#app/components/sql/sql-page.tsx';
import { SQL_VIEW_DEFAULTS, sqlView } from '#app/components/sql/sql-view.ts';

export const Route = createFileRoute('/_app/sql')({
  validateSearch: sqlView,
  search: { middlewares: [stripSearchParams(SQL_VIEW_DEFAULTS)] },
  head: () => ({ meta: [{ title: 'SQL · Maple' }] }),
  component: SqlPage,
});
