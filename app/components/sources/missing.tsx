// A source or connection whose page was opened but that is not there (any more).
import { Link } from '@tanstack/react-router';

export function Missing({ what }: { readonly what: 'source' | 'connection' }) {
  return (
    <div className="flex flex-col items-center gap-2 py-10 text-center">
      <h2 className="text-base font-semibold">There is no such {what}</h2>
      <p className="text-ink-2">It may have been deleted in the meantime.</p>
      <Link
        to={what === 'source' ? '/settings/sources' : '/settings/connections'}
        className="text-accent-ink underline underline-offset-2"
      >
        All {what}s
      </Link>
    </div>
  );
}
