// What the engine does by itself in the team's database; to look at only.
import { formatBytes, formatSpan } from '#app/components/settings/common/amounts.ts';
import { formatCompact } from '#app/components/time/format.ts';
import type { BackgroundWork } from '#app/lib/query/schema.ts';

/** `work`: undefined when the engine does not say. */
export function BackgroundList({ work }: { readonly work: readonly BackgroundWork[] | undefined }) {
  return (
    <section aria-label="Background work" className="flex flex-col gap-2">
      <div>
        <h3 className="text-base font-semibold">Background work</h3>
        <p className="text-ink-3">Parts that are merged, and rows that are changed. It yields to queries.</p>
      </div>
      {work === undefined || work.length === 0 ? (
        <p className="text-ink-2">{work ? 'Nothing just now.' : 'The engine does not answer.'}</p>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line text-xs">
          {work.map((one) => (
            <li key={`${one.kind} ${one.table} ${one.what}`} className="flex flex-wrap gap-x-3 px-3 py-2">
              <span className="font-medium">{one.kind === 'merge' ? 'Merge' : 'Change'}</span>
              <code className="font-mono">{one.table}</code>
              <span className="min-w-0 truncate text-ink-2">{one.what}</span>
              <span className="ml-auto text-ink-3 tabular-nums">
                {one.progress !== null && `${Math.round(one.progress * 100)} %, `}
                {one.rows > 0 && `${formatCompact(one.rows)} rows, ${formatBytes(one.bytes)}, `}
                {formatSpan(one.elapsedSeconds)}
              </span>
              {one.problem && <p className="w-full text-danger">{one.problem}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
