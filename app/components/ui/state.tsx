// What stands in place of content that is not there: a picture, a heading, and what can be done.
import type { ReactNode } from 'react';

interface StateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}

export function State({ icon, title, children }: StateProps) {
  return (
    <div
      className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3 overflow-y-auto px-6 py-10 text-center"
      data-testid="state"
    >
      {icon}
      <h2 className="text-base font-semibold">{title}</h2>
      {children}
    </div>
  );
}
