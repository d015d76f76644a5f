// A trace from a file, which is not stored.
import { PageHeader } from '#app/components/shell/page-header.tsx';

export function OpenPage() {
  return <PageHeader title="Open a trace file" />;
}
