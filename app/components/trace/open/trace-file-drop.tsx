// Lets a trace file be dropped on a page that shows something else: it is opened on the page for files.
import { useNavigate } from '@tanstack/react-router';
import { handOver } from './handover.ts';
import { useFileDrop } from './use-file-drop.ts';

/** Put it anywhere on the page. */
export function TraceFileDrop() {
  const navigate = useNavigate();
  const isOver = useFileDrop((file) => {
    handOver(file);
    void navigate({ to: '/traces/open' });
  });
  return isOver ? <DropVeil /> : null;
}

/** Over the page while a file is held over it. */
export function DropVeil() {
  return (
    <div
      className="pointer-events-none fixed inset-3 z-50 flex items-center justify-center rounded-xl border-2 border-dashed border-accent bg-canvas/90"
      data-testid="drop-veil"
    >
      <p className="text-base font-medium">Drop the file to open its traces. It stays in this browser.</p>
    </div>
  );
}
