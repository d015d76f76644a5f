// Code to copy: it scrolls sideways, also by the keyboard, with a button over its corner.
import { CopyButton } from './copy-button.tsx';

interface CodeBoxProps {
  /** What it is, for who does not see it, */
  readonly label: string;
  /** and for the button: `Copy: …`. */
  readonly name: string;
  readonly code: string;
}

export function CodeBox({ label, name, code }: CodeBoxProps) {
  return (
    <div className="relative">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        className="overflow-x-auto rounded-lg border border-line bg-surface p-3 pr-12 slim-scroll"
      >
        <pre className="font-mono text-xs">
          <code>{code}</code>
        </pre>
      </section>
      <CopyButton text={code} label={`Copy: ${name}`} className="absolute top-1.5 right-1.5 bg-surface" />
    </div>
  );
}
