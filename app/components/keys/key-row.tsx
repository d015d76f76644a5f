// One key: its name, what it may do, what state it is in, and what can be done with it.
import { Ban, Pencil, RotateCw } from 'lucide-react';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { When } from '#app/components/settings/common/when.tsx';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import type { ApiKey } from '#app/lib/keys/schema.ts';
import { SCOPE_TEXTS, STATE_BADGES, works } from './scope-text.ts';

interface KeyRowProps {
  readonly apiKey: ApiKey;
  readonly sourceNames: ReadonlyMap<string, string>;
  /** The first characters of the key that took its place. */
  readonly successor: string | undefined;
  readonly onDo: (what: 'rotate' | 'revoke' | 'rename') => void;
}

export function KeyRow({ apiKey, sourceNames, successor, onDo }: KeyRowProps) {
  const { name, prefix, scopes, state, allowedSources, variable } = apiKey;
  const badge = STATE_BADGES[state];
  const isWorking = works(apiKey);
  const isOwn = variable === null;
  const mayRotate = isOwn && (state === 'active' || state === 'expiring');
  return (
    <li className={cn('flex items-start gap-3 px-3 py-2.5', !isWorking && 'text-ink-3')}>
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <span className={cn('min-w-0 truncate font-medium', !isWorking && 'line-through')}>{name}</span>
          <code className="font-mono text-xs text-ink-3">{prefix}…</code>
          {SCOPE_TEXTS.filter(({ scope }) => scopes.includes(scope)).map(({ scope, label }) => (
            <Badge key={scope} tone={scope === 'admin' ? 'accent' : 'plain'}>
              {label}
            </Badge>
          ))}
          {badge && <Badge tone={badge.tone}>{badge.text}</Badge>}
        </div>
        <p className="flex flex-wrap gap-x-3 text-xs text-ink-3">
          <Ends apiKey={apiKey} successor={successor} />
          <span>
            {apiKey.lastUsedAt === null ? (
              'Never used'
            ) : (
              <>
                Last used <When at={apiKey.lastUsedAt} />
              </>
            )}
          </span>
          <span>
            {isOwn ? 'Made' : 'From the environment'} <When at={apiKey.createdAt} />
            {apiKey.createdBy !== null && ` by ${apiKey.createdBy}`}
          </span>
          {allowedSources && (
            <span>
              Reads only {allowedSources.map((id) => sourceNames.get(id) ?? 'a deleted source').join(', ')}
            </span>
          )}
        </p>
      </div>
      {isWorking && (
        <div className="flex shrink-0">
          {isOwn && (
            <IconButton label={`Rename ${name}`} onClick={() => onDo('rename')}>
              <Pencil className="size-3.5" aria-hidden />
            </IconButton>
          )}
          {mayRotate && (
            <IconButton label={`Rotate ${name}`} onClick={() => onDo('rotate')}>
              <RotateCw className="size-3.5" aria-hidden />
            </IconButton>
          )}
          <IconButton label={`Revoke ${name}`} onClick={() => onDo('revoke')}>
            <Ban className="size-3.5" aria-hidden />
          </IconButton>
        </div>
      )}
    </li>
  );
}

/** Until when it works, or since when it does not. */
function Ends({ apiKey, successor }: Pick<KeyRowProps, 'apiKey' | 'successor'>) {
  const { state, expiresAt, revokedAt } = apiKey;
  if (state === 'revoked' && revokedAt)
    return (
      <span>
        Revoked <When at={revokedAt} />
      </span>
    );
  if (expiresAt === null) return null;
  if (state === 'expired')
    return (
      <span>
        Expired <When at={expiresAt} />
      </span>
    );
  if (state === 'replaced')
    return (
      <span>
        Replaced{successor && ` by ${successor}…`}, stops <When at={expiresAt} />
      </span>
    );
  return (
    <span>
      Expires <When at={expiresAt} />
    </span>
  );
}
