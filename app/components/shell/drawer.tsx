// The navigation of a phone. Loaded when it is first opened.
import { Dialog } from '#app/components/ui/dialog.tsx';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { Navigation } from './navigation.tsx';

interface DrawerProps {
  readonly viewer: SignedIn;
  readonly onOpenChange: (open: boolean) => void;
}

export function Drawer({ viewer, onOpenChange }: DrawerProps) {
  return (
    <Dialog open onOpenChange={onOpenChange} title="Navigation" bare place="left">
      <Navigation viewer={viewer} className="flex-1" onFollow={() => onOpenChange(false)} />
    </Dialog>
  );
}
