// A part of a settings page with a heading and a line about it.
import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

export function Section({ title, intro, action, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="max-w-prose">
          <h3 id={id} className="text-base font-semibold">
            {title}
          </h3>
          {intro && <p className="text-ink-2">{intro}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
