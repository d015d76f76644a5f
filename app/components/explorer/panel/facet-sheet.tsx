// The facets over the screen of a phone.
import { lazy, type ReactNode, Suspense } from 'react';

const Sheet = lazy(() => import('./detail-sheet.tsx').then((module) => ({ default: module.DetailSheet })));

interface FacetSheetProps {
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function FacetSheet({ onClose, children }: FacetSheetProps) {
  return (
    <Suspense>
      <Sheet title="Facets" onClose={onClose}>
        {children}
      </Sheet>
    </Suspense>
  );
}
