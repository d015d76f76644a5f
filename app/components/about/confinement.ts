// What keeps people's SQL inside their team's database, in words. Pure.
import type { About } from '#app/lib/health/schema.ts';

export function confinementText({ by, why }: About['confinement']): string {
  if (by === 'grants') return 'grants of the server and the guard';
  return why === undefined ? 'the guard' : `the guard alone. ${why}`;
}
