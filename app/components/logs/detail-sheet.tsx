// The detail over the whole screen of a phone. Loaded when it is first opened.
import type { ReactNode } from 'react';
import { Dialog } from '#app/components/ui/dialog.tsx';

interface DetailSheetProps {
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function DetailSheet({ onClose, children }: DetailSheetProps) {
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Record" bare place="full">
      {children}
    </Dialog>
  );
}
