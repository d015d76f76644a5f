// One entry in the list: when, who, from where, what, to what, and whether it was refused. A press opens it.
import { Bot, KeyRound, Laptop, User } from 'lucide-react';
import { useZone } from '#app/components/preferences/preferences-context.tsx';
import { Badge } from '#app/components/settings/common/badge.tsx';
import { formatRowTime } from '#app/components/time/format.ts';
import { actionWords } from '#app/lib/audit/action-words.ts';
import type { AuditEntry } from '#app/lib/audit/schema.ts';

const KINDS = {
  user: { icon: User, label: 'Person' },
  key: { icon: KeyRound, label: 'Key' },
  loopback: { icon: Laptop, label: 'This machine' },
  system: { icon: Bot, label: 'Maple' },
} as const;

/** The columns of the list and of its header: a row of a table where there is room, two lines on a phone. */
export const ENTRY_GRID =
  'grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-3 text-left md:grid-cols-[128px_minmax(0,4fr)_112px_minmax(0,4fr)_minmax(0,4fr)_60px]';

interface EntryRowProps {
  readonly entry: AuditEntry;
  /** Whether entries of a team and others are in one list. */
  readonly isMixed: boolean;
  readonly onOpen: () => void;
}

export function EntryRow({ entry, isMixed, onOpen }: EntryRowProps) {
  const zone = useZone();
  const { at, actor, address, action, outcome, target, isOfTeam } = entry;
  return (
    <li className="[contain-intrinsic-size:auto_32px] [content-visibility:auto]">
      <button
        type="button"
        onClick={onOpen}
        className={`${ENTRY_GRID} items-center py-1.5 text-xs -outline-offset-2 hover:bg-hover`}
      >
        <time dateTime={at} className="text-ink-2 tabular-nums max-md:order-3" suppressHydrationWarning>
          {formatRowTime(at, zone, true).slice(0, -4)}
        </time>
        <span className="truncate max-md:order-4 max-md:text-right">
          <ActorIcon kind={actor.kind} />
          {actor.name === '' ? 'nobody known' : actor.name}
        </span>
        <span className="truncate font-mono text-2xs text-ink-3 max-md:hidden">{address || '–'}</span>
        <span className="truncate font-medium max-md:order-1">
          {actionWords(action)}
          <span className="font-normal text-ink-2 md:hidden"> {target.name || target.id}</span>
        </span>
        <span className="truncate text-ink-2 max-md:hidden">{target.name || target.id || '–'}</span>
        <span className="justify-self-end max-md:order-2">
          {outcome === 'refused' ? (
            <Badge tone="danger">refused</Badge>
          ) : isMixed && !isOfTeam ? (
            <Badge>global</Badge>
          ) : null}
        </span>
      </button>
    </li>
  );
}

/** What kind of somebody acts; read aloud, too. */
export function ActorIcon({ kind }: { readonly kind: AuditEntry['actor']['kind'] }) {
  const { icon: Icon, label } = KINDS[kind];
  return <Icon className="mr-1.5 inline size-3.5 align-[-2px] text-ink-3" aria-label={label} />;
}
