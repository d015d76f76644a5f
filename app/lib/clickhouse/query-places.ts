// Places for the statements of people: so many at once in all, in a team and in a role. Who must wait is served in a fair order,
// so that a team that asks for much waits for itself and not the others for it.
import { AppError } from '#app/lib/core/errors.ts';
import type { LimitedRole } from './limits.ts';

export interface PlacesOptions {
  /** Statements of all teams that run at once. */
  readonly total: number;
  /** Statements of one team. Less than all, so that the others find room at once. */
  readonly perTeam: number;
  /** How long one waits. */
  readonly patienceMs?: number;
  /** Milliseconds of a clock that does not go back. */
  readonly now?: () => number;
}

/** Who asks for a place. */
export interface Asker {
  readonly teamId: string;
  readonly role: LimitedRole;
  /** Statements of the role in its team that run at once; 0 is no limit. */
  readonly maxConcurrent: number;
  /** Who set that, as a sentence. */
  readonly setBy: string;
}

export interface Place {
  /** ClickHouse's `priority`: work of a greater number stands back while work of a lesser one runs. */
  readonly priority: number;
  /** Gives it back; again does nothing. */
  leave(): void;
}

/** How many run and wait. */
export interface PlaceCounts {
  readonly running: number;
  readonly waiting: number;
}

interface Waiter {
  readonly asker: Asker;
  readonly start: (place: Place) => void;
}

interface Team {
  running: number;
  readonly roles: Map<LimitedRole, number>;
  readonly waiting: Waiter[];
  /** Statements that ran and waited at once, averaged over the last seconds. */
  load: number;
  loadAtMs: number;
  /** Number of the place that was handed out last. */
  servedAt: number;
}

const PATIENCE_MS = 30_000;
/** More than that wait only when something is wrong. */
const MOST_WAITING = 200;
/** Places that only a team finds that has none. */
const FOR_NEWCOMERS = 2;
/** A page asks this many questions at once; who runs more stands back behind the others. */
const A_PAGE = 6;
/** And so does who asks for this many all the time, */
const ALL_THE_TIME = 4;
const HALF_LIFE_MS = 10_000;
/** who has no more than this share of all places while another team asks, or has asked so long ago. */
const SHARE_BESIDE_OTHERS = 1 / 6;
const BESIDE_MS = 10_000;
/** How soon it is noticed that nobody else asks any more. */
const LOOK_AGAIN_MS = 500;

/** One for the whole program. */
export class QueryPlaces {
  readonly total: number;
  readonly perTeam: number;
  readonly #patienceMs: number;
  readonly #now: () => number;
  readonly #teams = new Map<string, Team>();
  /** When each team asked last, of those that asked lately. */
  readonly #askedAt = new Map<string, number>();
  #running = 0;
  #served = 0;
  #lookingAgain: NodeJS.Timeout | undefined;

  constructor({ total, perTeam, patienceMs = PATIENCE_MS, now = () => performance.now() }: PlacesOptions) {
    this.total = total;
    this.perTeam = perTeam;
    this.#patienceMs = patienceMs;
    this.#now = now;
  }

  /**
   * Waits for a place.
   *
   * @throws AppError `cancelled` when the signal fires first, `rate_limited` when it takes too long: the message says which
   * limit it is
   */
  async enter(asker: Asker, signal: AbortSignal): Promise<Place> {
    if (signal.aborted) throw cancelled();
    const team = this.#teamOf(asker.teamId);
    this.#noteAsked(asker.teamId);
    if (team.waiting.length >= MOST_WAITING) throw this.#tooLong(asker, team, 0);
    const { promise, resolve, reject } = Promise.withResolvers<Place>();
    const waiter: Waiter = { asker, start: resolve };
    const giveUp = (error: AppError) => {
      const index = team.waiting.indexOf(waiter);
      if (index === -1) return;
      this.#average(team);
      team.waiting.splice(index, 1);
      this.#forgetIdle(asker.teamId, team);
      reject(error);
    };
    const onAbort = () => giveUp(cancelled());
    const timer = setTimeout(() => giveUp(this.#tooLong(asker, team, this.#patienceMs)), this.#patienceMs);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#average(team);
    team.waiting.push(waiter);
    this.#pump();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Those of a role in a team. */
  countsOf(teamId: string, role: LimitedRole): PlaceCounts {
    const team = this.#teams.get(teamId);
    return {
      running: team?.roles.get(role) ?? 0,
      waiting: team?.waiting.filter(({ asker }) => asker.role === role).length ?? 0,
    };
  }

  /** Hands out what is free: to the team that runs the fewest, then to the one that was served longest ago. */
  #pump(): void {
    for (;;) {
      let best: { team: Team; index: number } | undefined;
      for (const team of this.#teams.values()) {
        if (best && (team.running - best.team.running || team.servedAt - best.team.servedAt) >= 0) continue;
        const index = team.waiting.findIndex(({ asker }) => this.#mayStart(team, asker));
        if (index !== -1) best = { team, index };
      }
      if (!best) break;
      this.#average(best.team);
      const [waiter] = best.team.waiting.splice(best.index, 1);
      if (!waiter) return;
      waiter.start(this.#hand(best.team, waiter.asker));
    }
    this.#lookAgain();
  }

  /** While somebody stands back: that it is over, time alone tells. */
  #lookAgain(): void {
    if (this.#lookingAgain !== undefined) return;
    const isStandingBack = [...this.#teams.values()].some(({ waiting, ...team }) =>
      waiting.some(({ asker }) => this.#standsBack(team, asker)),
    );
    if (!isStandingBack) return;
    this.#lookingAgain = setTimeout(() => {
      this.#lookingAgain = undefined;
      for (const team of this.#teams.values()) this.#average(team);
      this.#pump();
    }, LOOK_AGAIN_MS);
  }

  /** How many a team that asks for much runs while another team asks. */
  get #besideOthers(): number {
    return Math.max(1, Math.floor(this.total * SHARE_BESIDE_OTHERS));
  }

  #standsBack({ running, load }: Pick<Team, 'running' | 'load'>, { teamId }: Asker): boolean {
    return running >= this.#besideOthers && load >= ALL_THE_TIME && this.#isBesideOthers(teamId);
  }

  #mayStart(team: Team, asker: Asker): boolean {
    const { role, maxConcurrent } = asker;
    if (this.#standsBack(team, asker)) return false;
    const free = this.total - this.#running;
    if (free <= (team.running === 0 ? 0 : Math.min(FOR_NEWCOMERS, this.total - 1))) return false;
    if (team.running >= this.perTeam) return false;
    return maxConcurrent === 0 || (team.roles.get(role) ?? 0) < maxConcurrent;
  }

  #hand(team: Team, { teamId, role }: Asker): Place {
    const priority = team.running >= A_PAGE || team.load >= ALL_THE_TIME ? 2 : 1;
    this.#count(team, role, 1);
    team.servedAt = ++this.#served;
    let isHeld = true;
    return {
      priority,
      leave: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#average(team);
        this.#count(team, role, -1);
        this.#pump();
        this.#forgetIdle(teamId, team);
      },
    };
  }

  #count(team: Team, role: LimitedRole, by: number): void {
    this.#running += by;
    team.running += by;
    team.roles.set(role, (team.roles.get(role) ?? 0) + by);
  }

  #noteAsked(teamId: string): void {
    const ms = this.#now();
    for (const [id, atMs] of this.#askedAt) if (ms - atMs > BESIDE_MS) this.#askedAt.delete(id);
    this.#askedAt.set(teamId, ms);
  }

  #isBesideOthers(teamId: string): boolean {
    const since = this.#now() - BESIDE_MS;
    return [...this.#askedAt].some(([id, atMs]) => id !== teamId && atMs >= since);
  }

  /** Brings the average up to now; before a count changes. */
  #average(team: Team): void {
    const ms = this.#now();
    const kept = 0.5 ** ((ms - team.loadAtMs) / HALF_LIFE_MS);
    team.load = team.load * kept + (team.running + team.waiting.length) * (1 - kept);
    team.loadAtMs = ms;
  }

  #teamOf(teamId: string): Team {
    const found = this.#teams.get(teamId);
    if (found) return found;
    const made = {
      running: 0,
      roles: new Map(),
      waiting: [],
      load: 0,
      loadAtMs: this.#now(),
      servedAt: 0,
    };
    this.#teams.set(teamId, made);
    return made;
  }

  /** A team that has done nothing for long is as good as new. */
  #forgetIdle(teamId: string, team: Team): void {
    if (team.running > 0 || team.waiting.length > 0) return;
    this.#average(team);
    if (team.load < 0.1) this.#teams.delete(teamId);
  }

  /** Why there was no place: the limit of the role, of the team, or of the installation. */
  #tooLong(asker: Asker, team: Team, waitedMs: number): AppError {
    const { role, maxConcurrent, setBy } = asker;
    const waited = waitedMs > 0 ? ` This one waited ${Math.round(waitedMs / 1_000)} s.` : '';
    const refuse = (what: string, hint: string) =>
      new AppError('rate_limited', `${what}${waited}`, { hint, retryAfter: 5 });
    if (maxConcurrent > 0 && (team.roles.get(role) ?? 0) >= maxConcurrent) {
      return refuse(
        `${maxConcurrent === 1 ? '1 query' : `${maxConcurrent} queries`} of ${role}s may run at once in this team, and so many do.`,
        setBy,
      );
    }
    if (team.running >= this.perTeam) {
      return refuse(
        `This team runs ${this.perTeam} queries at once, the most that a team may.`,
        'The installation sets this limit (MAPLE_QUERY_MAX_CONCURRENT). Wait, or cancel one of them.',
      );
    }
    if (this.#standsBack(team, asker)) {
      return refuse(
        `This team asks for many queries at once. While another team asks too, it runs ${this.#besideOthers} of them.`,
        'Wait, or cancel one of them.',
      );
    }
    return refuse(
      `All ${this.total} places for queries are taken.`,
      'The installation sets this limit (MAPLE_QUERY_MAX_CONCURRENT). Try again in a moment.',
    );
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The query was cancelled.');
}
