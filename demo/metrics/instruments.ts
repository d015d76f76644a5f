// Short ways to make data points of one pod at one moment.

import { smooth } from '../load.ts';
import {
  type Attributes,
  type Exemplar,
  type GaugePoint,
  type SummaryPoint,
  type SumPoint,
  TEMPORALITY,
} from '../model.ts';
import { hashText } from '../random.ts';
import type { Moment } from './export.ts';

/** Name, unit and description of a metric. */
export type Instrument = readonly [name: string, unit: string, description: string];

const NONE: Attributes = {};

function common(moment: Moment, [name, unit, description]: Instrument, attributes: Attributes) {
  const { pod, timeUs } = moment;
  return { resource: pod, scope: pod.service.scopes.app, name, unit, description, attributes, timeUs };
}

/** A value of now. */
export function gauge(moment: Moment, instrument: Instrument, value: number, attributes = NONE): GaugePoint {
  return { ...common(moment, instrument, attributes), type: 'gauge', startUs: 0, value };
}

/** A total that only grows: `total` gives it from the start of the process up to a time. */
export function counter(
  moment: Moment,
  instrument: Instrument,
  total: (untilUs: number) => number,
  attributes = NONE,
): SumPoint {
  return {
    ...common(moment, instrument, attributes),
    type: 'sum',
    temporality: TEMPORALITY.cumulative,
    monotonic: true,
    startUs: moment.pod.startUs,
    value: total(moment.timeUs),
    exemplars: [],
  };
}

/** The same total as the growth since the last export. */
export function deltaCounter(
  moment: Moment,
  instrument: Instrument,
  total: (untilUs: number) => number,
  attributes = NONE,
  exemplars: readonly Exemplar[] = [],
): SumPoint {
  return {
    ...common(moment, instrument, attributes),
    type: 'sum',
    temporality: TEMPORALITY.delta,
    monotonic: true,
    startUs: moment.sinceUs,
    value: total(moment.timeUs) - total(moment.sinceUs),
    exemplars,
  };
}

/** A number that goes up and down, summed over its changes. */
export function upDown(moment: Moment, instrument: Instrument, value: number, attributes = NONE): SumPoint {
  return {
    ...common(moment, instrument, attributes),
    type: 'sum',
    temporality: TEMPORALITY.cumulative,
    monotonic: false,
    startUs: moment.pod.startUs,
    value,
    exemplars: [],
  };
}

/** Quantiles as a Prometheus client computes them. */
export function summary(
  moment: Moment,
  instrument: Instrument,
  count: number,
  sum: number,
  quantiles: SummaryPoint['quantiles'],
  attributes = NONE,
): SummaryPoint {
  return {
    ...common(moment, instrument, attributes),
    type: 'summary',
    startUs: moment.pod.startUs,
    count,
    sum,
    quantiles,
  };
}

/** A value in [0, 1) that wanders over minutes, its own for each pod and name. */
export function wander(moment: Pick<Moment, 'pod' | 'timeUs' | 'seed'>, name: string, minutes = 4): number {
  return smooth(
    moment.timeUs / (minutes * 60_000_000),
    moment.seed,
    hashText(moment.pod.podName),
    hashText(name),
  );
}
