// Revokes a key after its name was typed.
import { useQueryClient } from '@tanstack/react-query';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';
import { revokeKey } from '#app/lib/keys/keys.functions.ts';
import { keysOptions } from '#app/lib/keys/queries.ts';
import type { ApiKey } from '#app/lib/keys/schema.ts';

interface RevokeKeyProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

export function RevokeKey({ apiKey, onClose }: RevokeKeyProps) {
  const queryClient = useQueryClient();
  const { id, name, prefix, lastUsedAt, variable } = apiKey;
  return (
    <ConfirmName
      title="Revoke the key?"
      name={name}
      consequence={
        <>
          Every program that uses <code className="font-mono text-xs">{prefix}…</code> is refused from its
          next request on{lastUsedAt === null && '; nothing has used it so far'}. Keys and invitations that it
          made end too. This cannot be undone
          {variable ? `: only another value of ${variable} makes a new key.` : '.'}
        </>
      }
      action="Revoke the key"
      busyAction="Revoking…"
      onConfirm={async () => {
        await revokeKey({ data: { id } });
        await queryClient.invalidateQueries(keysOptions());
      }}
      onClose={onClose}
    />
  );
}
