// The top of a settings page: what it is about, and its main action beside it.
import type { ReactNode } from 'react';

interface SettingsHeadingProps {
  readonly title: string;
  /** One or two sentences for who sees the page for the first time. */
  readonly intro: ReactNode;
  readonly action?: ReactNode;
  /** Of a page that is not among the settings, whose title is the first. */
  readonly isFirst?: boolean;
}

export function SettingsHeading({ title, intro, action, isFirst = false }: SettingsHeadingProps) {
  const Title = isFirst ? 'h1' : 'h2';
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="max-w-prose">
        <Title className="text-lg font-semibold">{title}</Title>
        <p className="text-ink-2">{intro}</p>
      </div>
      {action}
    </div>
  );
}
