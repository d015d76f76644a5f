// The top of a settings page: what it is about, and its main action beside it.
import type { ReactNode } from 'react';

interface SettingsHeadingProps {
  readonly title: string;
  /** One or two sentences for who sees the page for the first time. */
  readonly intro: ReactNode;
  readonly action?: ReactNode;
}

export function SettingsHeading({ title, intro, action }: SettingsHeadingProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="max-w-prose">
        <h2 className="text-lg font-semibold">{title}</h2>
        <p className="text-ink-2">{intro}</p>
      </div>
      {action}
    </div>
  );
}
