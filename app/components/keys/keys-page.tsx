// Settings → Keys: what programs may do in the team. For admins; others are told so.
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { ForOthers } from '#app/components/settings/common/read-only.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { keysOptions } from '#app/lib/keys/queries.ts';
import type { KeyInput } from '#app/lib/keys/schema.ts';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { KeyList } from './key-list.tsx';
import { NewKey } from './new-key.tsx';

const INTRO =
  'Programs send and read telemetry of this team with a key. A key belongs to the team; it ends when it is revoked, when it expires, or when the person who made it leaves.';

interface KeysPageProps {
  readonly viewer: SignedIn;
  /** Opens the form for a new key that may do this, when the page is opened. */
  readonly initial?: KeyInput['scopes'][number] | undefined;
}

export function KeysPage({ viewer, initial }: KeysPageProps) {
  const { role } = viewer.team;
  if (role !== 'admin' && role !== 'owner')
    return (
      <>
        <SettingsHeading title="Keys" intro={INTRO} />
        <ForOthers>Only admins of the team see and make keys. Ask one of them for a key.</ForOthers>
      </>
    );
  return <Keys viewer={viewer} initial={initial} />;
}

function Keys({ viewer, initial }: KeysPageProps) {
  const query = useQuery(keysOptions());
  const [making, setMaking] = useState(initial !== undefined);
  const button = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      <Plus className="size-3.5" aria-hidden />
      New key
    </Button>
  );
  return (
    <>
      <SettingsHeading title="Keys" intro={INTRO} action={button} />
      <Answered query={query}>
        {(keys) => (keys.length === 0 ? <Empty /> : <KeyList keys={keys} otlp={viewer.otlp} />)}
      </Answered>
      {making && (
        <NewKey otlp={viewer.otlp} scopes={[initial ?? 'ingest']} onClose={() => setMaking(false)} />
      )}
    </>
  );
}

function Empty() {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-line py-10 text-center">
      <KeyRound className="size-6 text-ink-3" aria-hidden />
      <p className="font-medium">No keys yet</p>
      <p className="max-w-prose px-4 text-ink-2">
        Make one with Ingest for what sends telemetry, one with Read for what asks the API.
      </p>
    </div>
  );
}
