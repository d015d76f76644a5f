// A part of the log screen over the whole screen of a phone. Loaded when it is first opened.
import type { ReactNode } from 'react';
import { Dialog } from '#app/components/ui/dialog.tsx';

interface DetailSheetProps {
  /** Shown above, with a button that closes; without, the part has a header of its own. */
  readonly title?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function DetailSheet({ title, onClose, children }: DetailSheetProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={title ?? 'Record'}
      bare={title === undefined}
      place="full"
    >
      {children}
    </Dialog>
  );
}
