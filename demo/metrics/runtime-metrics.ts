// Process, runtime, container and connection metrics of a pod, as its language's SDK and the kubelet report them.
import { lastWindow } from '../incidents.ts';
import { load } from '../load.ts';
import type { Point } from '../model.ts';
import type { Moment } from './export.ts';
import { counter, gauge, type Instrument, summary, upDown, wander } from './instruments.ts';
import { podShare } from './operations.ts';

const CPU_TIME: Instrument = ['process.cpu.time', 's', 'Total CPU seconds broken down by different states.'];
const MEMORY: Instrument = ['process.memory.usage', 'By', 'The amount of physical memory in use.'];
const UPTIME: Instrument = ['process.uptime', 's', 'The time the process has been running.'];
const POD_CPU: Instrument = ['k8s.pod.cpu.usage', '{cpu}', "Pod's CPU usage, measured in cpus."];
const CONTAINER_LIMIT: Instrument = [
  'k8s.container.memory.limit',
  'By',
  'Maximum memory resource limit set for the container.',
];
const RESTARTS: Instrument = [
  'k8s.container.restart.count',
  '{restart}',
  'How many times the container has restarted.',
];
const CONNECTIONS: Instrument = [
  'db.client.connection.count',
  '{connection}',
  'The number of connections that are currently in state described by the state attribute.',
];
const GC_SUMMARY: Instrument = [
  'go_gc_duration_seconds',
  's',
  'A summary of the wall-time pause (stop-the-world) duration in garbage collection cycles.',
];
const INGRESS_SUMMARY: Instrument = [
  'nginx_ingress_controller_ingress_upstream_latency_seconds',
  's',
  'Upstream service latency per Ingress.',
];

/** What email's process may use before it is killed, in MB. */
export const EMAIL_LIMIT_MB = 512;

/** Resident memory of a pod in MB: steady, except email while `memory-leak` is on. */
export function memoryMb(moment: Pick<Moment, 'pod' | 'timeUs' | 'seed'>): number {
  const { pod, timeUs } = moment;
  const steady = pod.service.memoryMb * (0.9 + 0.2 * wander(moment, 'memory', 9));
  if (pod.service.name !== 'email') return steady;
  const [from, to] = lastWindow('memory-leak', timeUs);
  if (timeUs >= to || pod.startUs < from) return steady;
  const minutes = (timeUs - pod.startUs) / 60_000_000;
  return Math.min(EMAIL_LIMIT_MB - 1, steady + minutes * 7.6);
}

/** The metrics of the pod's process and container. */
export function runtimeMetrics(moment: Moment): Point[] {
  const { pod, timeUs, rate, integral, seed } = moment;
  const language = pod.service.sdk?.language;
  const memory = Math.round(memoryMb(moment) * 1_048_576);
  const part = podShare(pod.service.replicas, pod.index);
  const busy = rate * part * load(seed, timeUs);
  const used = Math.min(18, Math.round(busy * 0.8 + 3 * wander(moment, 'connections', 1)));
  const cpuSeconds = (perRequest: number) => (untilUs: number) =>
    Math.round(
      (integral.between('all', pod.startUs, untilUs) * rate * part * perRequest +
        ((untilUs - pod.startUs) / 1e6) * 0.004) *
        1000,
    ) / 1000;
  const points: Point[] = [
    gauge(
      moment,
      POD_CPU,
      Math.round((0.01 + busy * 0.012 * (0.8 + 0.4 * wander(moment, 'cpu', 1))) * 1e4) / 1e4,
    ),
    gauge(
      moment,
      CONTAINER_LIMIT,
      (pod.service.name === 'email' ? EMAIL_LIMIT_MB : pod.service.memoryMb * 2) * 1_048_576,
    ),
    upDown(moment, RESTARTS, pod.restarts),
  ];
  if (language !== undefined) {
    points.push(
      counter(moment, CPU_TIME, cpuSeconds(0.006), { 'cpu.mode': 'user' }),
      counter(moment, CPU_TIME, cpuSeconds(0.0014), { 'cpu.mode': 'system' }),
      upDown(moment, MEMORY, memory),
      gauge(moment, UPTIME, Math.round((timeUs - pod.startUs) / 1e6)),
    );
  }
  if (
    pod.service.name === 'checkout' ||
    pod.service.name === 'inventory' ||
    pod.service.name === 'product-catalog'
  ) {
    const pool = { 'db.client.connection.pool.name': `${pod.service.name}-pool` };
    points.push(
      upDown(moment, CONNECTIONS, used, { ...pool, 'db.client.connection.state': 'used' }),
      upDown(moment, CONNECTIONS, 20 - used, { ...pool, 'db.client.connection.state': 'idle' }),
    );
  }
  points.push(...languageMetrics(moment, memory, busy));
  return points;
}

function languageMetrics(moment: Moment, memory: number, busy: number): Point[] {
  const { pod, timeUs, rate, integral } = moment;
  const cycles = (perRequest: number) => (untilUs: number) =>
    Math.floor(
      integral.between('all', pod.startUs, untilUs) *
        rate *
        podShare(pod.service.replicas, pod.index) *
        perRequest +
        (untilUs - pod.startUs) / 4e7,
    );
  switch (pod.service.sdk?.language) {
    case 'java':
      return ['G1 Eden Space', 'G1 Old Gen', 'Metaspace']
        .map((name, i) =>
          upDown(
            moment,
            ['jvm.memory.used', 'By', 'Measure of memory used.'],
            Math.round(memory * ([0.3, 0.42, 0.12][i] as number) * (0.7 + 0.6 * wander(moment, name, i + 1))),
            {
              'jvm.memory.type': i === 2 ? 'non_heap' : 'heap',
              'jvm.memory.pool.name': name,
            },
          ),
        )
        .concat(
          upDown(
            moment,
            ['jvm.thread.count', '{thread}', 'Number of executing platform threads.'],
            38 + Math.round(busy * 2),
            { 'jvm.thread.daemon': true, 'jvm.thread.state': 'runnable' },
          ),
        );
    case 'nodejs':
      return [
        gauge(
          moment,
          ['nodejs.eventloop.utilization', '1', 'Event loop utilization.'],
          Math.round(Math.min(0.97, 0.03 + busy * 0.02 * (0.6 + wander(moment, 'loop', 1))) * 1e4) / 1e4,
        ),
        gauge(
          moment,
          ['nodejs.eventloop.delay.p99', 's', 'Event loop 99 percentile delay.'],
          Math.round((0.011 + 0.02 * wander(moment, 'delay', 1) ** 4) * 1e6) / 1e6,
        ),
        upDown(
          moment,
          ['v8js.memory.heap.used', 'By', 'Heap Memory size allocated.'],
          Math.round(memory * 0.44),
          { 'v8js.heap.space.name': 'old_space' },
        ),
      ];
    case 'go': {
      const count = cycles(0.05)(timeUs);
      const pause = 0.00004 + 0.0001 * wander(moment, 'gc', 2);
      return [
        upDown(
          moment,
          ['go.goroutine.count', '{goroutine}', 'Count of live goroutines.'],
          24 + Math.round(busy * 6 + 9 * wander(moment, 'goroutines', 1)),
        ),
        upDown(moment, ['go.memory.used', 'By', 'Memory used by the Go runtime.'], Math.round(memory * 0.8), {
          'go.memory.type': 'other',
        }),
        summary(moment, GC_SUMMARY, count, count * 0.00008, [
          [0, pause * 0.4],
          [0.25, pause * 0.8],
          [0.5, pause],
          [0.75, pause * 1.5],
          [1, pause * 6],
        ]),
      ];
    }
    case 'python':
      return [0, 1, 2].map((generation) =>
        counter(
          moment,
          [
            'cpython.gc.collections',
            '{collection}',
            'The number of times a generation was collected since interpreter start.',
          ],
          cycles([1.1, 0.1, 0.008][generation] as number),
          { 'cpython.gc.generation': generation },
        ),
      );
    case 'dotnet':
      return [0, 1, 2].map((generation) =>
        counter(
          moment,
          [
            'dotnet.gc.collections',
            '{collection}',
            'The number of garbage collections that have occurred since the process has started.',
          ],
          cycles([0.4, 0.05, 0.004][generation] as number),
          { 'gc.heap.generation': `gen${generation}` },
        ),
      );
    case undefined: {
      if (pod.service.name !== 'ingress-nginx') return [];
      const count = cycles(1)(timeUs);
      const median = 0.021 + 0.006 * wander(moment, 'latency', 3);
      return [
        summary(
          moment,
          INGRESS_SUMMARY,
          count,
          Math.round(count * 31) / 1000,
          [
            [0.5, median],
            [0.9, median * 4.1],
            [0.99, median * 11],
          ],
          { ingress: 'shop', namespace: 'edge' },
        ),
      ];
    }
    default:
      return [];
  }
}
