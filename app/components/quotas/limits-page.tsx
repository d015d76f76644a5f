// The settings page "Limits": what the team may send and ask, how much of it is used, and its change by those who may.
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { teamLimitsOptions } from '#app/lib/quotas/queries.ts';
import { IngestSection } from './ingest-section.tsx';
import { QuerySection } from './query-section.tsx';

export function LimitsPage() {
  const query = useQuery(teamLimitsOptions());
  return (
    <>
      <SettingsHeading
        title="Limits"
        intro="What this team may send and what its queries may use, so that no team takes from another."
      />
      <Answered query={query}>
        {(limits) => (
          <>
            {limits.warnings.length > 0 && (
              <ul
                aria-label="Warnings"
                className="flex flex-col gap-1 rounded-lg bg-caution-soft px-3 py-2 text-caution"
              >
                {limits.warnings.map((warning) => (
                  <li key={warning} className="flex items-start gap-2">
                    <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
                    {warning}
                  </li>
                ))}
              </ul>
            )}
            <IngestSection ingest={limits.ingest} mayChange={limits.mayChange.ingest} />
            <QuerySection
              query={limits.query}
              mayChange={limits.mayChange.query}
              mayChangeOwners={limits.mayChange.queryOfOwners}
            />
          </>
        )}
      </Answered>
    </>
  );
}
