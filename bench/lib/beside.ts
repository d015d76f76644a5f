// Measures a question of ours in turns with what it is compared to: medians of the time that one waits, and beside them the
// engine's processor time, which other work on the machine changes little.
import { readFileSync } from 'node:fs';
import { median } from './median.ts';

/** Milliseconds. */
export interface Figure {
  readonly ours: number;
  /** Processor time of the engine for one answer, on average. */
  readonly oursCpu: number;
  /** Of the quickest of the references; absent where there is none. */
  readonly best: number | undefined;
  readonly bestCpu: number | undefined;
}

/** Targets: times the reference, milliseconds. */
export interface Target {
  readonly ratio?: number;
  readonly ms?: number;
}

const WARM_UP = 2;

export async function beside(
  ours: () => Promise<unknown>,
  references: readonly (() => Promise<unknown>)[],
  { rounds, pid }: { readonly rounds: number; readonly pid: number },
): Promise<Figure> {
  const runs = [ours, ...references];
  const took = runs.map((): number[] => []);
  const cpu = runs.map(() => 0);
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const [index, run] of runs.entries()) {
      const before = cpuMs(pid);
      const start = performance.now();
      await run();
      if (round < 0) continue;
      took[index]?.push(performance.now() - start);
      cpu[index] = (cpu[index] ?? 0) + (cpuMs(pid) - before) / rounds;
    }
  }
  const [own = 0, ...theirs] = took.map(median);
  const [ownCpu = 0, ...theirCpu] = cpu;
  const isAlone = theirs.length === 0;
  return {
    ours: own,
    oursCpu: ownCpu,
    best: isAlone ? undefined : Math.min(...theirs),
    bestCpu: isAlone ? undefined : Math.min(...theirCpu),
  };
}

/** Processor time of a process so far, in steps of ten milliseconds. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Whether a figure meets its target. */
export function meets({ ours, best }: Figure, { ratio, ms }: Target): boolean {
  return (
    (ratio === undefined || best === undefined || ours / best <= ratio) && (ms === undefined || ours <= ms)
  );
}

/** A figure as a line of a table. */
export function figureLine(name: string, figure: Figure, target: Target): string {
  const { ours, oursCpu, best, bestCpu } = figure;
  const most = [
    ...(target.ratio === undefined ? [] : [`${target.ratio} ×`]),
    ...(target.ms === undefined ? [] : [`${target.ms} ms`]),
  ].join(', ');
  return [
    name.padEnd(46),
    `${ours.toFixed(1)} ms`.padStart(10),
    (best === undefined ? '' : `${best.toFixed(1)} ms`).padStart(10),
    (best === undefined ? '' : `${(ours / best).toFixed(2)} ×`).padStart(8),
    `  CPU ${oursCpu.toFixed(0)} ms${bestCpu === undefined ? '' : ` / ${bestCpu.toFixed(0)} ms`}`.padEnd(24),
    `  at most ${most}${meets(figure, target) ? '' : '  MISSED'}`,
  ].join(' ');
}
