// A secret that is shown once, in full, with the button that copies it.
import { CopyButton } from './copy-button.tsx';

interface CopyLineProps {
  readonly text: string;
  /** What the button copies, for who does not see it. */
  readonly label: string;
  readonly testId: string;
}

export function CopyLine({ text, label, testId }: CopyLineProps) {
  return (
    <div className="flex items-center gap-2 rounded-md border border-line-strong bg-canvas py-1 pr-1 pl-3">
      <code data-testid={testId} className="min-w-0 flex-1 font-mono text-xs break-all select-all">
        {text}
      </code>
      <CopyButton text={text} label={label}>
        Copy
      </CopyButton>
    </div>
  );
}
