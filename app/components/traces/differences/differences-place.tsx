// Where the differences stand: beside the list, over its right part where there is no room for both, or on the whole
// screen of a phone.
import { lazy, type ReactNode, Suspense } from 'react';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';

const Sheet = lazy(() =>
  import('#app/components/explorer/panel/detail-sheet.tsx').then((module) => ({
    default: module.DetailSheet,
  })),
);

interface DifferencesPlaceProps {
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function DifferencesPlace({ onClose, children }: DifferencesPlaceProps) {
  const phone = useMediaQuery(PHONE);
  if (phone)
    return (
      <Suspense>
        <Sheet onClose={onClose}>{children}</Sheet>
      </Suspense>
    );
  return (
    <aside
      aria-label="Differences"
      className="inset-y-0 right-0 z-30 flex w-[360px] shrink-0 border-l border-line bg-canvas max-lg:absolute max-lg:shadow-raised"
    >
      {children}
    </aside>
  );
}
