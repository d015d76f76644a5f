// The list of all teams, once it has arrived.
import { useQuery } from '@tanstack/react-query';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { allTeamsOptions } from '#app/lib/teams/team-queries.ts';
import { TeamList } from './team-list.tsx';

export function AllTeams() {
  const query = useQuery(allTeamsOptions());
  return <Answered query={query}>{(teams) => <TeamList teams={teams} />}</Answered>;
}
