// The list of services.
import { PageHeader } from '#app/components/shell/page-header.tsx';

export function ServicesPage() {
  return <PageHeader title="Services" />;
}
