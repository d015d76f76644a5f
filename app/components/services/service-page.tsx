// One service.
import { PageHeader } from '#app/components/shell/page-header.tsx';

export function ServicePage() {
  return <PageHeader title="Service" />;
}
