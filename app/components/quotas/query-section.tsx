// What one query may use, by the role of who asks, and how many run at once.
import { useState } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import type { QueryQuota } from '#app/lib/auth/team-settings.ts';
import { LIMITED_ROLES, type LimitedRole } from '#app/lib/clickhouse/limits.ts';
import { LEAST_OF_QUERY, type TeamLimits } from '#app/lib/quotas/schema.ts';
import { type AmountKind, shownAmount } from './amounts.ts';
import { AmountsDialog } from './amounts-dialog.tsx';
import { useChangeLimits } from './use-change-limits.ts';

const ROLE_LABELS: Readonly<Record<LimitedRole, string>> = {
  owner: 'Owners',
  admin: 'Admins',
  member: 'Members',
  viewer: 'Viewers',
  key: 'Keys',
};

const FIELDS: readonly {
  readonly name: keyof QueryQuota;
  readonly label: string;
  readonly kind: AmountKind;
}[] = [
  { name: 'seconds', label: 'Time', kind: 'seconds' },
  { name: 'rows', label: 'Rows read', kind: 'count' },
  { name: 'memoryBytes', label: 'Memory', kind: 'bytes' },
  { name: 'concurrent', label: 'At once', kind: 'count' },
];

interface QuerySectionProps {
  readonly query: TeamLimits['query'];
  readonly mayChange: boolean;
  readonly mayChangeOwners: boolean;
}

export function QuerySection({ query, mayChange, mayChangeOwners }: QuerySectionProps) {
  const [role, setRole] = useState<LimitedRole>();
  const change = useChangeLimits();
  return (
    <section aria-labelledby="limits-query" className="flex flex-col gap-3">
      <div className="max-w-prose">
        <h3 id="limits-query" className="text-base font-semibold">
          What queries may use
        </h3>
        <p className="text-ink-3">
          By role, and for API keys. Time, rows and memory are those of one query; “at once” is how many of
          the whole role run, others wait for their turn. The installation’s own limits are never exceeded.
          {!mayChange && ' Only admins of the team can change these.'}
          {mayChange && !mayChangeOwners && ' Those of owners only owners can change.'}
        </p>
      </div>
      <ul aria-label="Query limits" className="divide-y divide-line rounded-lg border border-line">
        {LIMITED_ROLES.map((one) => {
          const { team, effective, running, waiting } = query.roles[one];
          return (
            <li key={one} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2.5">
              <div className="w-full min-w-0 sm:w-32">
                <p className="font-medium">{ROLE_LABELS[one]}</p>
                <p className="text-2xs text-ink-3 tabular-nums">
                  {running === 0 && waiting === 0
                    ? 'nothing runs'
                    : `${running} running${waiting > 0 ? `, ${waiting} waiting` : ''}`}
                </p>
              </div>
              <dl className="grid min-w-0 flex-1 grid-cols-2 gap-x-4 gap-y-1 lg:grid-cols-4">
                {FIELDS.map(({ name, label, kind }) => (
                  <div key={name} className="min-w-0">
                    <dt className="text-2xs text-ink-3">{label}</dt>
                    <dd className="truncate tabular-nums">
                      {effective[name] === undefined ? (
                        <span className="text-ink-3">no limit</span>
                      ) : (
                        shownAmount(effective[name], kind)
                      )}
                      {effective[name] !== undefined && (
                        <span className="block truncate text-2xs text-ink-3">
                          {team[name] === effective[name] ? 'set by the team' : 'set by the installation'}
                        </span>
                      )}
                    </dd>
                  </div>
                ))}
              </dl>
              {(one === 'owner' ? mayChangeOwners : mayChange) && (
                <Button
                  aria-label={`Change the limits of ${ROLE_LABELS[one].toLowerCase()}`}
                  onClick={() => setRole(one)}
                >
                  Change
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <p className="text-xs text-ink-3">
        The installation runs {formatCount(query.places)} queries at once, at most {query.placesOfTeam} of one
        team. Those who wait are served in turn, team by team.
      </p>
      {role && (
        <AmountsDialog
          title={`Limits of ${ROLE_LABELS[role].toLowerCase()}`}
          intro="An empty field is the installation’s own limit, if it has one. A change holds for the next query."
          fields={FIELDS.map((field) => ({
            ...field,
            value: query.roles[role].team[field.name],
            least: LEAST_OF_QUERY[field.name],
            most: query.roles[role].installation[field.name],
          }))}
          onSave={(limits) => change({ query: { [role]: limits } })}
          onClose={() => setRole(undefined)}
        />
      )}
    </section>
  );
}
