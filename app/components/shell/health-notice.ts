// What to tell people when a part of Maple is not well. Pure.
import type { ComponentHealth } from '#app/lib/health/schema.ts';

interface HealthNotice {
  readonly text: string;
  /** Whether it is likely to pass by itself within seconds. */
  readonly waiting: boolean;
}

type Trouble = Exclude<ComponentHealth['status'], 'ok'>;

/** The worst comes first. */
const GRAVITY: Readonly<Record<Trouble, number>> = { down: 3, restarting: 2, starting: 1 };

/** The parts that the server reports, as people know them; the most important comes first. */
const PARTS: Readonly<Record<string, string>> = {
  engine: 'engine',
  storage: 'storage',
  metadata: 'metadata database',
  otlpHttp: 'OTLP/HTTP receiver',
  otlpGrpc: 'OTLP/gRPC receiver',
};
const BY_IMPORTANCE = Object.keys(PARTS);

/** The one thing to say now: about the worst part, of equals about the more important one. Undefined when all is well. */
export function healthNotice(
  components: Readonly<Record<string, ComponentHealth>>,
): HealthNotice | undefined {
  const worst = Object.entries(components)
    .sort(([a], [b]) => importance(a) - importance(b))
    .flatMap(([name, { status, message }]) => (status === 'ok' ? [] : [{ name, status, message }]))
    .reduce<{ name: string; status: Trouble; message: string | undefined } | undefined>(
      (before, next) => (before && GRAVITY[before.status] >= GRAVITY[next.status] ? before : next),
      undefined,
    );
  if (!worst) return undefined;
  const { name, status, message } = worst;
  const what = `The ${PARTS[name] ?? name} is ${status}`;
  if (status !== 'down') return { text: `${what}. Queries will run again by themselves.`, waiting: true };
  return { text: message ? `${what}: ${message.replace(/\.$/, '')}.` : `${what}.`, waiting: false };
}

function importance(name: string): number {
  const place = BY_IMPORTANCE.indexOf(name);
  return place === -1 ? BY_IMPORTANCE.length : place;
}
