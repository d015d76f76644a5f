// The settings of the team itself: its name, where it is found and where it is sent to, leaving and deleting it.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { formatDateTime } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { Field } from '#app/components/ui/field.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { renameTeam } from '#app/lib/teams/team.functions.ts';
import { teamOptions } from '#app/lib/teams/team-queries.ts';
import type { TeamDetails } from '#app/lib/teams/team-schema.ts';
import { DangerZone } from './danger-zone.tsx';
import { useChange } from './use-change.ts';

const shell = getRouteApi('/_app');

export function GeneralPage() {
  const query = useQuery(teamOptions());
  return (
    <>
      <SettingsHeading title="Team" intro="What this team is called, and where its telemetry goes." />
      <Answered query={query}>{(team) => <General team={team} />}</Answered>
    </>
  );
}

function General({ team }: { readonly team: TeamDetails }) {
  const { viewer } = shell.useRouteContext();
  const zone = useZone();
  const { http, grpc, needsKey } = viewer.otlp;
  const isAdmin = viewer.team.role === 'owner' || viewer.team.role === 'admin';
  const keyNeeded = needsKey || !team.isDefault;
  return (
    <>
      {isAdmin ? (
        <NameForm key={team.name} name={team.name} />
      ) : (
        <Facts>
          <Fact name="Name">{team.name}</Fact>
        </Facts>
      )}
      <Facts title="Where it is">
        <Fact name="Address" text={team.isDefault ? '/' : `/t/${team.slug}`} />
        <Fact name="Id" text={team.id} />
        <Fact name="Database" text={team.database} />
        <Fact name="Made">
          <span className="tabular-nums">{formatDateTime(Date.parse(team.createdAt), zone)}</span>
        </Fact>
      </Facts>
      <Facts title="Where telemetry is sent">
        <Fact name="OTLP over HTTP" text={http} />
        <Fact name="OTLP over gRPC" text={grpc} />
        <p className="px-3 py-2.5 text-ink-2">
          {keyNeeded
            ? 'An ingest key says which team telemetry is for: '
            : 'Without a key it is for this team. '}
          {keyNeeded ? (
            isAdmin ? (
              <>
                make one under{' '}
                <Link to="/settings/keys" className="text-accent-ink underline">
                  Keys
                </Link>{' '}
                and send it as <code className="font-mono">Authorization: Bearer …</code>
              </>
            ) : (
              'ask an admin of the team for one.'
            )
          ) : (
            'Other teams need an ingest key of theirs.'
          )}
        </p>
      </Facts>
      <DangerZone team={team} viewer={viewer} />
    </>
  );
}

function NameForm({ name }: { readonly name: string }) {
  const { busy, problem, run } = useChange();
  const [text, setText] = useState(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => renameTeam({ data: { name: text } }));
  };
  const isChanged = text.trim() !== name && text.trim() !== '';
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="flex items-end gap-2">
        <div className="min-w-0 max-w-sm flex-1">
          <Field
            label="Name"
            value={text}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Button type="submit" variant="primary" disabled={!isChanged || busy} className="h-8">
          {busy ? 'Saving…' : 'Rename'}
        </Button>
      </div>
      <p className="text-xs text-ink-3">Its address and its database keep their names.</p>
      {problem && <FormProblem>{problem}</FormProblem>}
    </form>
  );
}

function Facts({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      {title && <h3 className="text-base font-semibold">{title}</h3>}
      <div className="divide-y divide-line rounded-lg border border-line">{children}</div>
    </section>
  );
}

interface FactProps {
  readonly name: string;
  /** To be copied; or something else as children. */
  readonly text?: string;
  readonly children?: ReactNode;
}

function Fact({ name, text, children }: FactProps) {
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-3 px-3 py-1">
      <span className="w-36 shrink-0 text-ink-3">{name}</span>
      <span className="min-w-0 flex-1 break-all">
        {text === undefined ? children : <code className="font-mono">{text}</code>}
      </span>
      {text !== undefined && <CopyButton text={text} label={`Copy ${name}`} />}
    </div>
  );
}
