// How busy the shop is over the day: quiet at night, busiest in the evening, quieter on weekends.
import { DAY_US, isActive, MINUTE_US } from './incidents.ts';
import { noise } from './random.ts';

/** Requests of the scraper for each request of a customer while `bot-traffic` is on. */
export const BOT_SHARE = 1.6;

/** Traffic at a time as a multiple of the average of a working day; between about 0.4 and 1.9. */
export function load(seed: number, us: number): number {
  const hour = (us % DAY_US) / (60 * MINUTE_US);
  const day = Math.floor(us / DAY_US);
  const wave =
    1 + 0.62 * Math.cos(((hour - 19) * Math.PI) / 12) + 0.15 * Math.cos(((hour - 20) * Math.PI) / 6);
  // 1970-01-01 was a Thursday.
  const weekend = (day + 4) % 7 === 0 || (day + 4) % 7 === 6 ? 0.82 : 1;
  return wave * weekend * (0.94 + 0.12 * smooth(us / (7 * MINUTE_US), seed, 11));
}

/** Requests of the scraper at a time, in the same unit as `load`. */
export function botLoad(us: number): number {
  return isActive('bot-traffic', us) ? BOT_SHARE : 0;
}

/** Noise in [0, 1) that glides from one whole `position` to the next. */
export function smooth(position: number, ...keys: readonly number[]): number {
  const whole = Math.floor(position);
  const part = position - whole;
  const ease = part * part * (3 - 2 * part);
  return noise(whole, ...keys) * (1 - ease) + noise(whole + 1, ...keys) * ease;
}
