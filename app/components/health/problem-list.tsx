// The latest warnings and errors of the log, for who administrates the installation.
import { CircleX, TriangleAlert } from 'lucide-react';
import { When } from '#app/components/settings/common/when.tsx';
import type { Problem } from '#app/lib/health/schema.ts';

export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  return (
    <section aria-label="Latest problems" className="flex flex-col gap-2">
      <h3 className="text-base font-semibold">
        Latest problems
        <span className="ml-2 text-xs font-normal text-ink-3">
          warnings and errors of the log since the start, for administrators of the installation
        </span>
      </h3>
      {problems.length === 0 ? (
        <p className="text-ink-2">None.</p>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line text-xs">
          {problems.map((problem) => (
            <li key={`${problem.atMs} ${problem.message}`} className="flex gap-2 px-3 py-2">
              {problem.level === 'error' ? (
                <CircleX className="mt-0.5 size-3.5 shrink-0 text-danger" aria-label="Error" />
              ) : (
                <TriangleAlert className="mt-0.5 size-3.5 shrink-0 text-caution" aria-label="Warning" />
              )}
              <div className="min-w-0 flex-1">
                <p className="break-words">
                  {problem.message}
                  {problem.times > 1 && <span className="text-ink-3"> × {problem.times}</span>}
                </p>
                {problem.reason && <p className="break-words text-ink-3">{problem.reason}</p>}
              </div>
              <span className="shrink-0 text-ink-3">
                <When at={new Date(problem.atMs).toISOString()} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
