// One row as the source reads it, so that an admin sees at once whether the fields are the right ones.
import { useEffect, useRef } from 'react';
import { EXPRESSIONS, type ExpressionName } from '#app/lib/sources/fields.ts';
import type { SourceCheck } from '#app/lib/sources/schema.ts';

export function SamplePreview({ check }: { readonly check: SourceCheck }) {
  const { sample } = check;
  const section = useRef<HTMLElement>(null);
  // It is at the end of a long form, and the reason why the test was run.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <section ref={section} aria-labelledby="sample" className="flex flex-col gap-2 border-t border-line pt-4">
      <h3 id="sample" className="text-base font-semibold">
        One row
      </h3>
      {sample === null ? (
        <p className="text-ink-3">
          No row could be read quickly, or the table has none. The source can be saved.
        </p>
      ) : (
        <dl data-testid="sample-row" className="divide-y divide-line rounded-lg border border-line">
          {Object.entries(sample).map(([name, value]) => (
            <div key={name} className="flex gap-3 px-3 py-1.5">
              <dt className="w-36 shrink-0 text-ink-2 max-md:w-28">
                {EXPRESSIONS[name as ExpressionName]?.label ?? name}
              </dt>
              <dd className="line-clamp-4 min-w-0 flex-1 font-mono text-xs wrap-anywhere">
                {value === '' ? <span className="text-ink-3">empty</span> : value}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
