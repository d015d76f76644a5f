// Calm lines above the page when the network or a part of Maple is away. They go by themselves.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Gauge, RotateCw, TriangleAlert, WifiOff, X } from 'lucide-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { limitWarningOptions } from '#app/lib/quotas/queries.ts';
import { healthOptions } from '#app/lib/teams/queries.ts';
import { healthNotice } from './health-notice.ts';

/** The one banner that matters most now, or none. */
export function Banners() {
  const online = useOnline();
  const { data: health, isError } = useQuery(healthOptions());
  if (!online)
    return (
      <Banner icon={<WifiOff className="size-3.5" aria-hidden />}>
        You are offline. What you see may be out of date.
      </Banner>
    );
  if (isError)
    return (
      <Banner icon={<RotateCw className="size-3.5 animate-spin" aria-hidden />}>
        Maple does not answer. Trying again…
      </Banner>
    );
  const notice = health && healthNotice(health.components);
  if (!notice) return <LimitWarning />;
  const Icon = notice.waiting ? RotateCw : TriangleAlert;
  return (
    <Banner
      tone={notice.waiting ? 'caution' : 'danger'}
      icon={<Icon className={cn('size-3.5', notice.waiting && 'animate-spin')} aria-hidden />}
    >
      {notice.text}
    </Banner>
  );
}

const shell = getRouteApi('/_app');

/** For admins: a quota of the team is nearly or wholly used up. */
function LimitWarning() {
  const { viewer } = shell.useRouteContext();
  const isAdmin = viewer.team.role === 'owner' || viewer.team.role === 'admin';
  const { data } = useQuery(limitWarningOptions(isAdmin));
  const [warning] = data?.warnings ?? [];
  if (!isAdmin || warning === undefined) return null;
  return (
    <Banner icon={<Gauge className="size-3.5" aria-hidden />}>
      <span>
        {warning}{' '}
        <Link to="/settings/limits" className="underline">
          Limits
        </Link>
      </span>
    </Banner>
  );
}

interface SignOutFailedProps {
  readonly message: string;
  readonly onRetry: () => void;
  readonly onClose: () => void;
}

/** Says that the session lives on, until it is ended or the message is closed. */
export function SignOutFailed({ message, onRetry, onClose }: SignOutFailedProps) {
  return (
    <Banner tone="danger" icon={<TriangleAlert className="size-3.5" aria-hidden />}>
      <span>You are still signed in. {message}</span>
      <Button onClick={onRetry}>Try again</Button>
      <IconButton label="Close" onClick={onClose}>
        <X className="size-3.5" aria-hidden />
      </IconButton>
    </Banner>
  );
}

function Banner({
  icon,
  tone = 'caution',
  children,
}: {
  readonly icon: ReactNode;
  readonly tone?: 'caution' | 'danger';
  readonly children: ReactNode;
}) {
  return (
    <div
      role="status"
      className={cn(
        'flex min-h-8 shrink-0 items-center justify-center gap-2 px-4 py-1 text-center',
        tone === 'caution' ? 'bg-caution-soft text-caution' : 'bg-danger-soft text-danger',
      )}
    >
      <span className="shrink-0">{icon}</span>
      {children}
    </div>
  );
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      window.addEventListener('online', onChange);
      window.addEventListener('offline', onChange);
      return () => {
        window.removeEventListener('online', onChange);
        window.removeEventListener('offline', onChange);
      };
    },
    () => navigator.onLine,
    () => true,
  );
}
