// A titled part of a service's overview, with the way to all of it.
import { Link, type LinkProps } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly link?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, note, link, children }: SectionProps) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col">
      <div className="flex h-8 items-center gap-3">
        <h2 className="font-semibold">{title}</h2>
        {note && <span className="truncate text-2xs text-ink-3">{note}</span>}
        <span className="flex-1" />
        {link}
      </div>
      {children}
    </section>
  );
}

/** To all of what a section shows a part of. */
export function SectionLink({ label = 'All', ...props }: LinkProps & { readonly label?: string }) {
  return (
    <Link
      {...props}
      className="inline-flex shrink-0 items-center gap-1 text-xs text-accent-ink hover:underline"
    >
      {label}
      <ArrowRight className="size-3" aria-hidden />
    </Link>
  );
}
