// How to send telemetry here. In a new installation it waits for the first record and then shows it.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { useEffect } from 'react';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { buttonClass } from '#app/components/ui/button.tsx';
import { CodeBox } from '#app/components/ui/code-box.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { Tab, TabList, TabPanel, Tabs } from '#app/components/ui/tabs.tsx';
import { viewerOptions } from '#app/lib/teams/queries.ts';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { KEY_PLACEHOLDER, type Snippet, snippets } from './snippets.ts';

const POLL_MS = 2_000;

export function ConnectPage({ viewer }: { readonly viewer: SignedIn }) {
  const { otlp } = viewer;
  const { role } = viewer.team;
  const tabs = snippets(otlp);
  return (
    <>
      <PageHeader title="Send data" />
      <div className="min-h-0 flex-1 overflow-y-auto slim-scroll">
        <div className="mx-auto flex max-w-3xl flex-col gap-6 px-4 py-6 md:py-10">
          {!viewer.hasData && <Waiting />}
          <section aria-labelledby="endpoints" className="flex flex-col gap-2">
            <h2 id="endpoints" className="text-lg font-semibold">
              Endpoints
            </h2>
            <p className="text-ink-2">
              Any OpenTelemetry SDK or collector works. Point it at one of these
              {otlp.needsKey ? ' and give it an ingest key.' : '; on this machine no key is needed.'}
            </p>
            <dl className="divide-y divide-line rounded-lg border border-line">
              <Endpoint name="OTLP/HTTP" value={otlp.http} />
              <Endpoint name="OTLP/gRPC" value={otlp.grpc} />
              {otlp.needsKey && <Endpoint name="Header" value={`Authorization: Bearer ${KEY_PLACEHOLDER}`} />}
            </dl>
            {otlp.needsKey && <GetKey isAdmin={role === 'admin' || role === 'owner'} />}
          </section>
          <section aria-labelledby="how" className="flex flex-col gap-2">
            <h2 id="how" className="text-lg font-semibold">
              Set-up
            </h2>
            <Tabs defaultValue={tabs[0]?.id}>
              <TabList aria-label="Language">
                {tabs.map(({ id, label }) => (
                  <Tab key={id} value={id}>
                    {label}
                  </Tab>
                ))}
              </TabList>
              {tabs.map((snippet) => (
                <TabPanel key={snippet.id} value={snippet.id} className="flex flex-col gap-4 pt-4">
                  <Steps snippet={snippet} />
                </TabPanel>
              ))}
            </Tabs>
          </section>
        </div>
      </div>
    </>
  );
}

/** How to come by a key. */
function GetKey({ isAdmin }: { readonly isAdmin: boolean }) {
  if (!isAdmin) return <p className="text-ink-2">Ask an admin of the team for an ingest key.</p>;
  return (
    <Link to="/settings/keys" search={{ new: 'ingest' }} className={buttonClass('primary', 'self-start')}>
      <KeyRound className="size-3.5" aria-hidden />
      Create an ingest key
    </Link>
  );
}

/** Asks until the first record is there, then goes to it. */
function Waiting() {
  const navigate = useNavigate();
  const { data: viewer } = useQuery({ ...viewerOptions(), staleTime: 0, refetchInterval: POLL_MS });
  const arrived = viewer?.state === 'signedIn' && viewer.hasData;
  useEffect(() => {
    if (arrived) void navigate({ to: '/logs', search: { from: 'now-1h' } });
  }, [arrived, navigate]);
  return (
    <div role="status" className="flex items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3">
      <span className="size-2 shrink-0 animate-quiet-pulse rounded-full bg-accent" aria-hidden />
      <p>
        <span className="font-medium">Waiting for data.</span>{' '}
        <span className="text-ink-2">The first record opens the logs by itself.</span>
      </p>
    </div>
  );
}

function Endpoint({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="flex min-h-10 items-center gap-3 pr-1.5 pl-3">
      <dt className="w-24 shrink-0 text-ink-2">{name}</dt>
      <dd className="flex min-w-0 flex-1 items-center justify-between gap-2">
        <code className="truncate font-mono text-xs">{value}</code>
        <CopyButton text={value} label={`Copy ${name}`} />
      </dd>
    </div>
  );
}

function Steps({ snippet }: { readonly snippet: Snippet }) {
  return (
    <>
      {snippet.steps.map(({ title, code }, index) => (
        <div key={title} className="flex flex-col gap-1.5">
          <h3 className="font-medium">
            {snippet.steps.length > 1 && <span className="text-ink-3">{index + 1}. </span>}
            {title}
          </h3>
          <CodeBox label={`${snippet.label}: ${title}`} name={title} code={code} />
        </div>
      ))}
      {snippet.note && <p className="text-xs text-ink-3">{snippet.note}</p>}
    </>
  );
}
