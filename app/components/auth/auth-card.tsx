// The frame of the pages before sign-in: the mark, a title and a form.
import type { ReactNode } from 'react';
import { Leaf } from '#app/components/ui/leaf.tsx';

interface AuthCardProps {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly children: ReactNode;
}

export function AuthCard({ title, intro, children }: AuthCardProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-surface px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-5 flex flex-col items-center gap-2.5 text-center">
          <Leaf className="size-9" />
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {intro && <p className="text-ink-2">{intro}</p>}
        </div>
        <div className="rounded-xl border border-line bg-raised p-5">{children}</div>
      </div>
    </main>
  );
}
