// The switch that closes a team, or the administration, to who signs in by a password alone.
import { useQuery } from '@tanstack/react-query';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { CheckLine } from '#app/components/settings/common/check-line.tsx';
import { Section } from '#app/components/settings/common/section.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { requireOfAdministrators } from '#app/lib/teams/administrators.functions.ts';
import { requireSecondFactor } from '#app/lib/teams/team.functions.ts';
import { administratorRuleOptions, teamOptions } from '#app/lib/teams/team-queries.ts';
import { useChange } from './use-change.ts';

/** For admins of the team. */
export function TeamSecondFactorRule() {
  const query = useQuery(teamOptions());
  return (
    <Section
      title="Two-factor"
      intro="Who comes by single sign-on or with a passkey has it; others set up a code of an app. Keys are not concerned."
    >
      <Answered query={query}>
        {(team) => (
          <Rule
            label="Members need two-factor"
            text="Whoever signed in by a password alone is asked to set it up first, at once and in open pages too."
            isRequired={team.requiresSecondFactor}
            onChange={(isRequired) => requireSecondFactor({ data: { isRequired } })}
          />
        )}
      </Answered>
    </Section>
  );
}

/** For who administrates the installation. */
export function AdministratorSecondFactorRule() {
  const query = useQuery(administratorRuleOptions());
  return (
    <Answered query={query}>
      {({ isRequired }) => (
        <Rule
          label="Administrators need two-factor"
          text="Without it they neither administrate nor open their teams, until they set it up."
          isRequired={isRequired}
          onChange={(wanted) => requireOfAdministrators({ data: { isRequired: wanted } })}
        />
      )}
    </Answered>
  );
}

interface RuleProps {
  readonly label: string;
  readonly text: string;
  readonly isRequired: boolean;
  readonly onChange: (isRequired: boolean) => Promise<unknown>;
}

function Rule({ label, text, isRequired, onChange }: RuleProps) {
  const { problem, run } = useChange();
  return (
    <div className="flex flex-col gap-2">
      <CheckLine
        label={label}
        text={text}
        checked={isRequired}
        onChange={(wanted) => void run(() => onChange(wanted))}
      />
      {problem && <FormProblem>{problem}</FormProblem>}
    </div>
  );
}
