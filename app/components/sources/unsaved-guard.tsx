// Keeps a form that has changes from being left by accident.
import { useBlocker } from '@tanstack/react-router';
import { Button } from '#app/components/ui/button.tsx';
import { Dialog } from '#app/components/ui/dialog.tsx';

/** Asks before the page is left while `when()` holds; the browser asks in its own words before it is closed. */
export function UnsavedGuard({ when }: { readonly when: () => boolean }) {
  const blocker = useBlocker({ shouldBlockFn: when, enableBeforeUnload: when, withResolver: true });
  if (blocker.status !== 'blocked') return null;
  return (
    <Dialog open onOpenChange={(open) => open || blocker.reset()} title="Leave without saving?">
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">What you changed here is not saved yet.</p>
        <div className="flex justify-end gap-2">
          <Button onClick={blocker.reset}>Stay</Button>
          <Button variant="primary" onClick={blocker.proceed}>
            Discard the changes
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
