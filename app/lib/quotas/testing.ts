// Test support: the quotas of one team over a real SQLite file, with clocks that stand still until they are moved.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { ensureDefaultTeam, type Team } from '#app/lib/auth/team.server.ts';
import { createTeamSettingsReader, type TeamSettingsReader } from '#app/lib/auth/team-settings.server.ts';
import type { TeamSettings } from '#app/lib/auth/team-settings.ts';
import { type Database, openDatabase } from '#app/lib/db/db.server.ts';
import { teams } from '#drizzle/schema.ts';
import { createIngestDays, type IngestDays } from './ingest-days.server.ts';
import { createIngestQuotas, type IngestQuotas } from './ingest-quotas.server.ts';

const migrationsDir = resolve(import.meta.dirname, '../../../drizzle/migrations');

/** An hour before midnight UTC. */
export const EVENING = Date.UTC(2026, 10, 22, 23);

export interface TestQuotas {
  readonly db: Database;
  readonly team: Team;
  readonly days: IngestDays;
  readonly quotas: IngestQuotas;
  readonly settings: TeamSettingsReader;
  set(settings: TeamSettings): void;
  /** Moves both clocks on. */
  pass(seconds: number): void;
  /** What a restart does: all that is in memory goes, with or without its proper end. */
  restart(end: 'stop' | 'kill'): void;
  close(): void;
}

export function openTestQuotas(): TestQuotas {
  const dataDir = mkdtempSync(join(tmpdir(), 'maple-quotas-'));
  const { db, close } = openDatabase({ dataDir, migrationsDir });
  const team = ensureDefaultTeam(db, 'otel');
  let passedMs = 0;
  const now = () => EVENING + passedMs;
  const elapsed = () => passedMs;
  const start = () => {
    const days = createIngestDays({ db, log: pino({ level: 'silent' }), now, flushMs: 3_600_000 });
    const settings = createTeamSettingsReader(db, elapsed);
    const quotaOf = (teamId: string) => settings.of(teamId).ingest ?? {};
    return { days, settings, quotas: createIngestQuotas({ quotaOf, days, now, elapsed }) };
  };
  let running = start();
  return {
    db,
    team,
    get days() {
      return running.days;
    },
    get quotas() {
      return running.quotas;
    },
    get settings() {
      return running.settings;
    },
    set(settings) {
      db.update(teams).set({ settings }).where(eq(teams.id, team.id)).run();
      running.settings.forget(team.id);
    },
    pass(seconds) {
      passedMs += seconds * 1_000;
    },
    restart(end) {
      if (end === 'stop') running.days.stop();
      running = start();
    },
    close() {
      running.days.stop();
      close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
