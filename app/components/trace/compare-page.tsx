// Two traces and how they differ.
import { PageHeader } from '#app/components/shell/page-header.tsx';

export function ComparePage() {
  return <PageHeader title="Compare traces" />;
}
