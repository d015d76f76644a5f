// One trace.
import { PageHeader } from '#app/components/shell/page-header.tsx';

export function TracePage() {
  return <PageHeader title="Trace" />;
}
