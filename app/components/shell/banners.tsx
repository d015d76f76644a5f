// Calm lines above the page when the network or a part of Maple is away. They go by themselves.
import { useQuery } from '@tanstack/react-query';
import { RotateCw, TriangleAlert, WifiOff } from 'lucide-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { type Health, healthOptions } from '#app/lib/teams/queries.ts';

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
  const trouble = health && worstComponent(health);
  if (!trouble) return null;
  const { name, component } = trouble;
  const waiting = component.status === 'restarting' || component.status === 'starting';
  return (
    <Banner
      tone={waiting ? 'caution' : 'danger'}
      icon={
        waiting ? (
          <RotateCw className="size-3.5 animate-spin" aria-hidden />
        ) : (
          <TriangleAlert className="size-3.5" aria-hidden />
        )
      }
    >
      {waiting
        ? `The ${PART_NAMES[name] ?? name} is ${component.status}. Queries will run again by themselves.`
        : `The ${PART_NAMES[name] ?? name} is ${component.status}.${component.message ? ` ${component.message}` : ''}`}
    </Banner>
  );
}

const PART_NAMES: Readonly<Record<string, string>> = {
  engine: 'engine',
  otlpHttp: 'OTLP/HTTP receiver',
  otlpGrpc: 'OTLP/gRPC receiver',
  opamp: 'OpAMP server',
  scheduler: 'scheduler',
};
const BY_GRAVITY = ['failed', 'down', 'restarting', 'starting'] as const;

function worstComponent(health: Health) {
  const entries = Object.entries(health.components);
  for (const status of BY_GRAVITY) {
    const found = entries.find(([, component]) => component.status === status);
    if (found) return { name: found[0], component: found[1] };
  }
  return undefined;
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
