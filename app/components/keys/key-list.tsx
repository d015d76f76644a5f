// The keys of a team: those that work, then, folded away, those that have ended.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import type { ApiKey } from '#app/lib/keys/schema.ts';
import { sourcesOptions } from '#app/lib/sources/queries.ts';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { KeyRow } from './key-row.tsx';
import { RenameKey } from './rename-key.tsx';
import { RevokeKey } from './revoke-key.tsx';
import { RotateKey } from './rotate-key.tsx';
import { works } from './scope-text.ts';

/** What is being done to which key. */
type Doing = { readonly what: 'rotate' | 'revoke' | 'rename'; readonly key: ApiKey };

interface KeyListProps {
  readonly keys: readonly ApiKey[];
  readonly otlp: SignedIn['otlp'];
}

export function KeyList({ keys, otlp }: KeyListProps) {
  const [doing, setDoing] = useState<Doing>();
  const { data: sources = [] } = useQuery(sourcesOptions());
  const sourceNames = new Map(sources.map(({ id, name }) => [id, name]));
  const prefixes = new Map(keys.map(({ id, prefix }) => [id, prefix]));
  const working = keys.filter(works);
  const ended = keys.filter((key) => !works(key));
  const close = () => setDoing(undefined);
  const row = (key: ApiKey) => (
    <KeyRow
      key={key.id}
      apiKey={key}
      sourceNames={sourceNames}
      successor={key.replacedBy === null ? undefined : prefixes.get(key.replacedBy)}
      onDo={(what) => setDoing({ what, key })}
    />
  );
  return (
    <>
      {working.length > 0 ? (
        <ul aria-label="Keys" className="divide-y divide-line rounded-lg border border-line">
          {working.map(row)}
        </ul>
      ) : (
        <p className="text-ink-2">No key works any more.</p>
      )}
      {ended.length > 0 && (
        <details>
          <summary className="cursor-pointer text-ink-2 select-none hover:text-ink">
            {formatCount(ended.length, 'key')} that {ended.length === 1 ? 'has' : 'have'} ended
          </summary>
          <ul aria-label="Ended keys" className="mt-2 divide-y divide-line rounded-lg border border-line">
            {ended.map(row)}
          </ul>
        </details>
      )}
      {doing?.what === 'rotate' && <RotateKey apiKey={doing.key} otlp={otlp} onClose={close} />}
      {doing?.what === 'revoke' && <RevokeKey apiKey={doing.key} onClose={close} />}
      {doing?.what === 'rename' && <RenameKey apiKey={doing.key} onClose={close} />}
    </>
  );
}
