// The signals as people know them.
import type { RetainedSignal } from '#app/lib/auth/team-settings.ts';

export const SIGNAL_NAMES: Readonly<
  Record<RetainedSignal, { readonly title: string; readonly record: string; readonly color: string }>
> = {
  logs: { title: 'Logs', record: 'record', color: 'var(--series-1)' },
  traces: { title: 'Traces', record: 'span', color: 'var(--series-3)' },
  metrics: { title: 'Metrics', record: 'point', color: 'var(--series-2)' },
  sessions: { title: 'Sessions', record: 'event', color: 'var(--series-4)' },
};
