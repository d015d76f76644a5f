// What a chart's values are: how its ticks are named, and what is round among them. Pure.
import { formatDuration } from '#app/components/trace/duration.ts';
import { percentText, rateFormat, rateUnit } from './rate.ts';

export interface Scale {
  /** Ticks are round multiples of this where `most` is the greatest value. */
  readonly unit: (most: number) => number;
  /** How values are printed of which `most` is the greatest. */
  readonly format: (most: number) => (value: number) => string;
}

const MINUTE_NS = 60e9;
const HOUR_NS = 60 * MINUTE_NS;

/** Per second. */
export const RATE: Scale = { unit: rateUnit, format: rateFormat };
/** 0 to 1. */
export const SHARE: Scale = { unit: () => 1, format: () => percentText };
/** Nanoseconds. */
export const DURATION: Scale = {
  unit: (most) => (most >= HOUR_NS ? HOUR_NS : most >= MINUTE_NS ? MINUTE_NS : 1),
  format: () => formatDuration,
};
