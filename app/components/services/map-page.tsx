// Who calls whom.
import { PageHeader } from '#app/components/shell/page-header.tsx';

export function MapPage() {
  return <PageHeader title="Service map" />;
}
