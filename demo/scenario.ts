// The shop: its services, how each is instrumented, where it runs and when it is deployed.
import { at } from './incidents.ts';
import type { InstrumentationScope } from './model.ts';

/** How a service writes its log lines; log-format.ts knows each. */
export type LogStyle =
  | 'pino'
  | 'logfmt'
  | 'dotnet'
  | 'logback'
  | 'structured'
  | 'slog'
  | 'python'
  | 'tracing'
  | 'monolog'
  | 'ruby'
  | 'access'
  | 'postgres';

/** Which library made a span or log. */
export type Role = 'http' | 'rpc' | 'sql' | 'redis' | 'kafka' | 'app';

/** A start of the service's pods: a deploy with a version suffix, or a restart that keeps the version. */
export interface Start {
  readonly minute: number;
  readonly kind: 'deploy' | 'restart';
  /** Last part of the version: `major.<day>.<patch>`. */
  readonly patch: number;
}

/** One service of the shop. */
export interface Service {
  readonly name: ServiceName;
  readonly namespace: string;
  readonly style: LogStyle;
  /** `telemetry.sdk.*` and `process.runtime.*`; undefined: no SDK, the collector reads its files. */
  readonly sdk:
    | {
        readonly language: string;
        readonly version: string;
        readonly runtime: string;
        readonly runtimeVersion: string;
      }
    | undefined;
  readonly port: number;
  /** Pods in eu-west-1 and us-east-1. */
  readonly replicas: readonly [eu: number, us: number];
  readonly major: number;
  /** Starts of every day, by minute; the first is the daily deploy. */
  readonly starts: readonly Start[];
  readonly memoryMb: number;
  readonly scopes: Readonly<Record<Role, InstrumentationScope>>;
}

export const SERVICE_NAMES = [
  'web',
  'api-gateway',
  'cart',
  'checkout',
  'payment',
  'inventory',
  'product-catalog',
  'recommendation',
  'shipping',
  'users',
  'email',
  'fraud-detection',
  'ingress-nginx',
  'postgresql',
] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

type ScopeNames = Readonly<Record<Exclude<Role, 'app'>, string>>;

const NODE: ScopeNames = {
  http: '@opentelemetry/instrumentation-http',
  rpc: '@opentelemetry/instrumentation-grpc',
  sql: '@opentelemetry/instrumentation-pg',
  redis: '@opentelemetry/instrumentation-ioredis',
  kafka: '@opentelemetry/instrumentation-kafkajs',
};
const GO: ScopeNames = {
  http: 'go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp',
  rpc: 'go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc',
  sql: 'github.com/XSAM/otelsql',
  redis: 'github.com/redis/go-redis/extra/redisotel',
  kafka: 'github.com/twmb/franz-go/plugin/kotel',
};
const JAVA: ScopeNames = {
  http: 'io.opentelemetry.tomcat-10.0',
  rpc: 'io.opentelemetry.grpc-1.6',
  sql: 'io.opentelemetry.jdbc',
  redis: 'io.opentelemetry.lettuce-5.1',
  kafka: 'io.opentelemetry.kafka-clients-0.11',
};
const PYTHON: ScopeNames = {
  http: 'opentelemetry.instrumentation.fastapi',
  rpc: 'opentelemetry.instrumentation.grpc',
  sql: 'opentelemetry.instrumentation.psycopg',
  redis: 'opentelemetry.instrumentation.redis',
  kafka: 'opentelemetry.instrumentation.confluent_kafka',
};
const DOTNET: ScopeNames = {
  http: 'Microsoft.AspNetCore',
  rpc: 'OpenTelemetry.Instrumentation.GrpcNetClient',
  sql: 'Npgsql',
  redis: 'OpenTelemetry.Instrumentation.StackExchangeRedis',
  kafka: 'Confluent.Kafka.Extensions.Diagnostics',
};
const RUST: ScopeNames = {
  http: 'axum-tracing-opentelemetry',
  rpc: 'tonic-tracing-opentelemetry',
  sql: 'sqlx-tracing',
  redis: 'redis-rs',
  kafka: 'rdkafka',
};
const PHP: ScopeNames = {
  http: 'io.opentelemetry.contrib.php.laravel',
  rpc: 'io.opentelemetry.contrib.php.grpc',
  sql: 'io.opentelemetry.contrib.php.pdo',
  redis: 'io.opentelemetry.contrib.php.ext_redis',
  kafka: 'io.opentelemetry.contrib.php.rdkafka',
};
const RUBY: ScopeNames = {
  http: 'OpenTelemetry::Instrumentation::Faraday',
  rpc: 'OpenTelemetry::Instrumentation::Grpc',
  sql: 'OpenTelemetry::Instrumentation::PG',
  redis: 'OpenTelemetry::Instrumentation::Redis',
  kafka: 'OpenTelemetry::Instrumentation::Rdkafka',
};

function scopes(
  names: ScopeNames | undefined,
  version: string,
  app: string,
): Record<Role, InstrumentationScope> {
  const library = (role: Exclude<Role, 'app'>) => ({
    name: names?.[role] ?? '',
    version: names ? version : '',
  });
  return {
    http: library('http'),
    rpc: library('rpc'),
    sql: library('sql'),
    redis: library('redis'),
    kafka: library('kafka'),
    app: { name: app, version: '' },
  };
}

function deploy(minute: number, patch: number): Start {
  return { minute, kind: 'deploy', patch };
}

function restart(minute: number, patch: number): Start {
  return { minute, kind: 'restart', patch };
}

function sdk(language: string, version: string, runtime: string, runtimeVersion: string) {
  return { language, version, runtime, runtimeVersion };
}

/** Every service, in the order in which a request meets them. */
export const SERVICES: readonly Service[] = [
  {
    name: 'web',
    namespace: 'shop',
    style: 'pino',
    sdk: sdk('nodejs', '2.1.0', 'nodejs', '22.19.0'),
    port: 3000,
    replicas: [2, 1],
    major: 5,
    starts: [deploy(at(7, 12), 0)],
    memoryMb: 210,
    scopes: scopes(NODE, '0.205.0', 'shop-web'),
  },
  {
    name: 'api-gateway',
    namespace: 'edge',
    style: 'logfmt',
    sdk: sdk('go', '1.38.0', 'go', 'go1.25.1'),
    port: 8080,
    replicas: [2, 1],
    major: 1,
    starts: [deploy(at(6, 40), 0)],
    memoryMb: 64,
    scopes: scopes(GO, '0.63.0', 'gateway/router'),
  },
  {
    name: 'cart',
    namespace: 'shop',
    style: 'dotnet',
    sdk: sdk('dotnet', '1.13.0', '.NET', '9.0.8'),
    port: 7070,
    replicas: [1, 1],
    major: 3,
    starts: [deploy(at(8, 5), 0)],
    memoryMb: 180,
    scopes: scopes(DOTNET, '1.12.0', 'Shop.Cart.CartService'),
  },
  {
    name: 'checkout',
    namespace: 'shop',
    style: 'logback',
    sdk: sdk('java', '1.54.0', 'OpenJDK Runtime Environment', '21.0.8+9-LTS'),
    port: 5050,
    replicas: [2, 1],
    major: 7,
    starts: [deploy(at(8, 31), 0)],
    memoryMb: 620,
    scopes: scopes(JAVA, '2.20.0-alpha', 'com.shop.checkout.OrderService'),
  },
  {
    name: 'payment',
    namespace: 'payments',
    style: 'structured',
    sdk: sdk('nodejs', '2.1.0', 'nodejs', '22.19.0'),
    port: 50051,
    replicas: [1, 1],
    major: 2,
    starts: [deploy(at(6, 2), 0), deploy(at(9, 38), 1), deploy(at(10, 5), 0)],
    memoryMb: 150,
    scopes: scopes(NODE, '0.205.0', 'payment'),
  },
  {
    name: 'inventory',
    namespace: 'shop',
    style: 'slog',
    sdk: sdk('go', '1.38.0', 'go', 'go1.25.1'),
    port: 50052,
    replicas: [1, 1],
    major: 4,
    starts: [deploy(at(7, 48), 0), deploy(at(14, 8), 1), deploy(at(14, 50), 2)],
    memoryMb: 72,
    scopes: scopes(GO, '0.63.0', 'inventory/stock'),
  },
  {
    name: 'product-catalog',
    namespace: 'shop',
    style: 'python',
    sdk: sdk('python', '1.37.0', 'CPython', '3.13.7'),
    port: 8000,
    replicas: [2, 1],
    major: 6,
    starts: [deploy(at(9, 3), 0)],
    memoryMb: 240,
    scopes: scopes(PYTHON, '0.58b0', 'catalog.api'),
  },
  {
    name: 'recommendation',
    namespace: 'shop',
    style: 'python',
    sdk: sdk('python', '1.37.0', 'CPython', '3.13.7'),
    port: 9001,
    replicas: [1, 1],
    major: 3,
    starts: [deploy(at(8, 50), 0), deploy(at(17, 0), 1), deploy(at(17, 45), 2)],
    memoryMb: 410,
    scopes: scopes(PYTHON, '0.58b0', 'recommendation.ranker'),
  },
  {
    name: 'shipping',
    namespace: 'shop',
    style: 'tracing',
    sdk: sdk('rust', '0.31.0', 'rustc', '1.90.0'),
    port: 50053,
    replicas: [1, 1],
    major: 1,
    starts: [deploy(at(10, 44), 0)],
    memoryMb: 28,
    scopes: scopes(RUST, '0.31.0', 'shipping::quote'),
  },
  {
    name: 'users',
    namespace: 'shop',
    style: 'monolog',
    sdk: sdk('php', '1.7.1', 'fpm-fcgi', '8.4.12'),
    port: 8081,
    replicas: [1, 1],
    major: 8,
    starts: [deploy(at(6, 55), 0)],
    memoryMb: 96,
    scopes: scopes(PHP, '1.2.1', 'app.auth'),
  },
  {
    name: 'email',
    namespace: 'shop',
    style: 'ruby',
    sdk: sdk('ruby', '1.8.1', 'ruby', '3.4.5'),
    port: 9292,
    replicas: [1, 1],
    major: 2,
    starts: [
      deploy(at(1, 0), 0),
      restart(at(1, 50), 0),
      restart(at(2, 40), 0),
      restart(at(3, 30), 0),
      restart(at(4, 20), 0),
      deploy(at(5, 0), 1),
    ],
    memoryMb: 130,
    scopes: scopes(RUBY, '0.26.0', 'mailer'),
  },
  {
    name: 'fraud-detection',
    namespace: 'payments',
    style: 'logback',
    sdk: sdk('java', '1.54.0', 'OpenJDK Runtime Environment', '21.0.8+9-LTS'),
    port: 8085,
    replicas: [1, 1],
    major: 1,
    starts: [deploy(at(11, 20), 0)],
    memoryMb: 540,
    scopes: scopes(JAVA, '2.20.0-alpha', 'com.shop.fraud.OrderScorer'),
  },
  {
    name: 'ingress-nginx',
    namespace: 'edge',
    style: 'access',
    sdk: undefined,
    port: 443,
    replicas: [1, 1],
    major: 1,
    starts: [deploy(at(3, 15), 0)],
    memoryMb: 90,
    scopes: scopes(undefined, '', ''),
  },
  {
    name: 'postgresql',
    namespace: 'data',
    style: 'postgres',
    sdk: undefined,
    port: 5432,
    replicas: [1, 1],
    major: 17,
    starts: [deploy(at(2, 30), 0)],
    memoryMb: 2100,
    scopes: scopes(undefined, '', ''),
  },
];

const byName = new Map(SERVICES.map((service) => [service.name, service]));

/** The service of this name. */
export function service(name: ServiceName): Service {
  return byName.get(name) as Service;
}
