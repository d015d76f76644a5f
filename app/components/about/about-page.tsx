// The settings page "About": what runs here, for bug reports, and what it is made of.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { aboutOptions, healthDetailsOptions } from '#app/lib/health/queries.ts';
import type { About } from '#app/lib/health/schema.ts';
import { confinementText } from './confinement.ts';
import { diagnosticsText } from './diagnostics.ts';

const Licences = lazy(() => import('./licences.tsx').then((module) => ({ default: module.Licences })));

const LINKS = [
  { label: 'OpenTelemetry documentation', href: 'https://opentelemetry.io/docs/' },
  { label: 'ClickHouse documentation', href: 'https://clickhouse.com/docs' },
] as const;

export function AboutPage() {
  const query = useQuery(aboutOptions());
  return (
    <>
      <SettingsHeading
        title="About"
        intro="What runs here. Copy the diagnostics into a bug report: they name no people, addresses or secrets."
      />
      <Answered query={query}>{(about) => <Facts about={about} />}</Answered>
    </>
  );
}

function Facts({ about }: { readonly about: About }) {
  const queryClient = useQueryClient();
  const [shown, setShown] = useState(false);
  // Asked now, so that it is there when somebody copies: a copy must happen at once.
  useQuery(healthDetailsOptions());
  const { engine } = about;
  return (
    <>
      <dl className="divide-y divide-line rounded-lg border border-line">
        <Fact name="Maple">
          {about.version}
          {about.commit && <code className="ml-2 font-mono text-xs text-ink-3">{about.commit}</code>}
        </Fact>
        {about.builtAt && (
          <Fact name="Built">
            <When at={about.builtAt} />
          </Fact>
        )}
        <Fact name="Started">
          <When at={about.startedAt} />
        </Fact>
        <Fact name="Engine">
          ClickHouse {engine.version ?? '(does not answer)'},{' '}
          {engine.kind === 'embedded' ? 'embedded' : 'a server'}
        </Fact>
        <Fact name="SQL confined by">{confinementText(about.confinement)}</Fact>
        <Fact name="Node">
          {about.node}, {about.platform}
        </Fact>
        {about.dataDir !== undefined && (
          <Fact name="Data directory">
            <code className="font-mono text-xs break-all">{about.dataDir}</code>
          </Fact>
        )}
      </dl>
      <div className="flex flex-wrap gap-2">
        <CopyButton
          label="Copy diagnostics"
          text={() =>
            diagnosticsText(
              about,
              queryClient.getQueryData(healthDetailsOptions().queryKey),
              navigator.userAgent,
            )
          }
        >
          Copy diagnostics
        </CopyButton>
        <Button onClick={() => setShown(!shown)} aria-expanded={shown}>
          {shown ? 'Hide licences' : 'Licences of what it is made of'}
        </Button>
      </div>
      {shown && (
        <Suspense fallback={<p role="status">Loading…</p>}>
          <Licences />
        </Suspense>
      )}
      <section aria-label="Documentation" className="flex flex-col gap-1">
        <h3 className="text-base font-semibold">Documentation</h3>
        <p className="text-ink-2">
          The pages of Maple itself are in the folder <code className="font-mono text-xs">docs/</code> beside
          the program.
        </p>
        <ul>
          {LINKS.map(({ label, href }) => (
            <li key={href}>
              <a
                href={href}
                target="_blank"
                rel="noreferrer"
                className="inline-flex items-center gap-1 text-accent-ink underline pointer-coarse:py-2"
              >
                {label}
                <ExternalLink className="size-3" aria-hidden />
              </a>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-4 px-3 py-2">
      <dt className="w-32 shrink-0 text-ink-3">{name}</dt>
      <dd className="min-w-0 flex-1 tabular-nums">{children}</dd>
    </div>
  );
}
