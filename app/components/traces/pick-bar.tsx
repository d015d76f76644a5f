// What is chosen for comparing, and the button that compares.
import { GitCompareArrows, X } from 'lucide-react';
import { Button, IconButton } from '#app/components/ui/button.tsx';

interface PickBarProps {
  /** One or two traces. */
  readonly ids: readonly string[];
  readonly onCompare: () => void;
  readonly onClear: () => void;
}

export function PickBar({ ids, onCompare, onClear }: PickBarProps) {
  const isReady = ids.length === 2;
  return (
    <div className="flex h-10 shrink-0 items-center gap-3 border-t border-line bg-surface px-3 text-xs pointer-coarse:h-12">
      <p role="status" className="min-w-0 flex-1 truncate text-ink-2">
        {isReady ? 'Two traces chosen' : 'One trace chosen: choose another to compare it with'}
      </p>
      <Button
        variant="primary"
        disabled={!isReady}
        onClick={onCompare}
        data-tip="Compare the two traces"
        data-tip-keys="c"
      >
        <GitCompareArrows className="size-3.5" aria-hidden />
        Compare
      </Button>
      <IconButton label="Choose none" onClick={onClear}>
        <X className="size-3.5" aria-hidden />
      </IconButton>
    </div>
  );
}
