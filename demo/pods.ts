// Which pods of a service are alive at a time: each start of the service makes a new process with its own resource.
import { DAY_US, MINUTE_US, timeOfDay } from './incidents.ts';
import type { Resource } from './model.ts';
import { hashText, mix } from './random.ts';
import { SERVICES, type Service } from './scenario.ts';

export const REGIONS = ['eu-west-1', 'us-east-1'] as const;
export type Region = (typeof REGIONS)[number];

/** A process in its container, from one start to the next; also the resource of all it sends. */
export interface Pod extends Resource {
  readonly service: Service;
  readonly region: Region;
  /** Number of the pod among those of its service. */
  readonly index: number;
  readonly version: string;
  readonly podName: string;
  /** When the process started; its cumulative metrics count from here. */
  readonly startUs: number;
  /** When the next process takes its place. */
  readonly endUs: number;
  readonly restarts: number;
}

const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.38.0';
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
/** Pods of a service start this far apart. */
const STAGGER_US = 20_000_000;
const KEPT = 4000;

/** The pods of the shop for one seed. */
export class Pods {
  private readonly seed: number;
  private readonly current = new Map<string, Pod>();
  private readonly made = new Map<string, Pod>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** The pod that serves a request in a region; `draw` is a random whole number. */
  serving(service: Service, region: Region, us: number, draw: number): Pod {
    const [eu, usa] = service.replicas;
    const index = region === 'eu-west-1' ? draw % eu : eu + (draw % usa);
    return this.at(service, index, us);
  }

  /** Every pod alive at a time. */
  all(us: number): Pod[] {
    return SERVICES.flatMap((service) =>
      Array.from({ length: service.replicas[0] + service.replicas[1] }, (_, index) =>
        this.at(service, index, us),
      ),
    );
  }

  /** The process of one pod at a time. */
  at(service: Service, index: number, us: number): Pod {
    const slot = `${service.name}/${index}`;
    const known = this.current.get(slot);
    if (known && us >= known.startUs && us < known.endUs) return known;
    const midnight = us - timeOfDay(us);
    const times = [-DAY_US, 0, DAY_US].flatMap((day) =>
      service.starts.map((start) => ({
        start,
        us: midnight + day + start.minute * MINUTE_US + index * STAGGER_US,
      })),
    );
    const next = times.findIndex((time) => time.us > us);
    const begin = times[next - 1] as (typeof times)[number];
    const key = `${slot}/${begin.us}`;
    let pod = this.made.get(key);
    if (!pod) {
      let restarts = 0;
      let deployed = next - 1;
      for (; times[deployed]?.start.kind === 'restart'; deployed--) restarts++;
      const born = times[deployed] as (typeof times)[number];
      pod = this.make(service, index, {
        startUs: begin.us,
        endUs: (times[next] as (typeof times)[number]).us,
        bornUs: born.us,
        patch: born.start.patch,
        restarts,
      });
      if (this.made.size > KEPT) this.made.clear();
      this.made.set(key, pod);
    }
    this.current.set(slot, pod);
    return pod;
  }

  private make(
    service: Service,
    index: number,
    life: { startUs: number; endUs: number; bornUs: number; patch: number; restarts: number },
  ): Pod {
    const region: Region = index < service.replicas[0] ? 'eu-west-1' : 'us-east-1';
    const version = `${service.major}.${(Math.floor(life.bornUs / DAY_US) % 90) + 10}.${life.patch}`;
    const name = hashText(service.name);
    const replicaSet = `${service.name}-${letters(mix(name, hashText(version)), 9)}`;
    const podName = `${replicaSet}-${letters(mix(this.seed, name, index, life.bornUs), 5)}`;
    const uid = uuid(mix(this.seed, name, index, life.bornUs, 1), index);
    const instance = uuid(mix(this.seed, name, index, life.startUs), index);
    const zone = `${region}${'abc'[mix(name, index) % 3]}`;
    const node = `ip-10-${region === 'eu-west-1' ? 20 : 40}-${mix(name, index, 1) % 4}-${(mix(name, index) % 3) * 40 + 17}.${region}.compute.internal`;
    const pick = service.sdk;
    return {
      service,
      region,
      index,
      version,
      podName,
      startUs: life.startUs,
      endUs: life.endUs,
      restarts: life.restarts,
      schemaUrl: SCHEMA_URL,
      attributes: {
        'service.name': service.name,
        'service.namespace': service.namespace,
        'service.version': version,
        'service.instance.id': instance,
        'deployment.environment.name': 'production',
        'telemetry.sdk.language': pick?.language,
        'telemetry.sdk.name': pick && 'opentelemetry',
        'telemetry.sdk.version': pick?.version,
        'process.runtime.name': pick?.runtime,
        'process.runtime.version': pick?.runtimeVersion,
        'process.pid': pick && 1,
        'host.name': node,
        'host.arch': mix(name, index) % 3 === 0 ? 'arm64' : 'amd64',
        'os.type': 'linux',
        'cloud.provider': 'aws',
        'cloud.region': region,
        'cloud.availability_zone': zone,
        'k8s.cluster.name': region === 'eu-west-1' ? 'shop-eu-1' : 'shop-us-1',
        'k8s.namespace.name': service.namespace,
        'k8s.deployment.name': service.name,
        'k8s.replicaset.name': replicaSet,
        'k8s.pod.name': podName,
        'k8s.pod.uid': uid,
        'k8s.node.name': node,
        'k8s.container.name': service.name,
        'k8s.container.restart_count': life.restarts,
        'container.id': `${instance}${uid}`.replaceAll('-', ''),
        'container.image.name': `registry.shop.example/${service.namespace}/${service.name}`,
        'container.image.tags': [version],
      },
    };
  }
}

function letters(hash: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += LETTERS[mix(hash, i) % LETTERS.length];
  return text;
}

function uuid(a: number, b: number): string {
  const hex = [0, 1, 2, 3].map((i) => mix(a, b, i).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
