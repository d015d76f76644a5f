// The settings page "Running queries": what people ask just now, each with a cancel, and what the engine does by itself.
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { getRunning } from '#app/lib/query/query.functions.ts';
import { BackgroundList } from './background-list.tsx';
import { RunningList } from './running-list.tsx';

const POLL_MS = 1_000;

const runningOptions = () =>
  queryOptions({
    queryKey: ['running'],
    queryFn: ({ signal }) => getRunning({ signal }),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

export function QueriesPage() {
  const query = useQuery(runningOptions());
  return (
    <>
      <SettingsHeading
        title="Running queries"
        intro="What people and keys of this team ask just now. Everybody can stop their own queries, admins all of them; the engine stops, too."
      />
      <Answered query={query}>
        {({ queries, background, nowMs }) => (
          <>
            <RunningList queries={queries} nowMs={nowMs} onCancelled={() => void query.refetch()} />
            <BackgroundList work={background} />
          </>
        )}
      </Answered>
    </>
  );
}
