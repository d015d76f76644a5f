// The trace search.
import { PageHeader } from '#app/components/shell/page-header.tsx';

export function TracesPage() {
  return <PageHeader title="Traces" />;
}
