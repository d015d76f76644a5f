// What each service is asked for, how often per shop request, and how fast it answers: the ground of the request metrics.
import type { IncidentName } from '../incidents.ts';
import type { ServiceName } from '../scenario.ts';

/** One operation of a service and its share of the shop's requests. */
export interface Operation {
  readonly service: ServiceName;
  readonly kind: 'http' | 'rpc';
  /** Name of its server spans: `METHOD route`, or the full gRPC method. */
  readonly name: string;
  /** Calls per shop request. */
  readonly share: number;
  /** Log-normal duration in seconds. */
  readonly median: number;
  readonly sigma: number;
  /** Share of calls that fail on a good day. */
  readonly errors: number;
  /** HTTP status or gRPC status of the failures. */
  readonly errorStatus: string;
  /** How it changes while an incident is on. */
  readonly incident:
    | { readonly name: IncidentName; readonly median: number; readonly errors: number }
    | undefined;
}

type Row = readonly [
  name: string,
  share: number,
  medianMs: number,
  errors: number,
  errorStatus: string,
  incident?: readonly [IncidentName, medianMs: number, errors: number],
];

const OUTAGE = ['checkout-outage', 3100, 0.85] as const;
const SLOW_PAGE = ['slow-database', 1900, 0.02] as const;

const ROWS: readonly (readonly [service: ServiceName, kind: 'http' | 'rpc', rows: readonly Row[]])[] = [
  [
    'web',
    'http',
    [
      ['GET /', 0.165, 26, 0.0015, '500'],
      ['GET /products/[slug]', 0.255, 31, 0.0015, '500', SLOW_PAGE],
      ['GET /search', 0.12, 29, 0.0015, '500'],
      ['POST /cart', 0.068, 21, 0.002, '500'],
      ['GET /cart', 0.06, 15, 0.002, '502'],
      ['POST /checkout', 0.038, 230, 0.003, '502', OUTAGE],
      ['POST /login', 0.03, 82, 0.001, '500'],
      ['GET /orders/[id]', 0.015, 18, 0.001, '500'],
    ],
  ],
  [
    'api-gateway',
    'http',
    [
      ['GET /api/home', 0.22, 15, 0, '502'],
      ['GET /api/products/:slug', 0.34, 19, 0, '504', SLOW_PAGE],
      ['GET /api/search', 0.16, 18, 0, '502'],
      ['POST /api/cart/items', 0.09, 9, 0.001, '500'],
      ['GET /api/cart', 0.08, 3, 0.002, '503'],
      ['POST /api/checkout', 0.05, 215, 0.003, '503', OUTAGE],
      ['POST /api/sessions', 0.04, 69, 0, '500'],
      ['GET /api/orders/:id', 0.02, 6, 0, '500'],
    ],
  ],
  [
    'product-catalog',
    'http',
    [
      ['GET /products', 0.22, 2.2, 0, '500'],
      ['GET /products/{slug}', 0.34, 2.4, 0, '504', ['slow-database', 480, 0.04]],
      ['GET /search', 0.16, 15, 0, '500'],
    ],
  ],
  [
    'checkout',
    'http',
    [
      ['POST /checkout', 0.05, 205, 0.003, '503', OUTAGE],
      ['GET /orders/{id}', 0.02, 3.2, 0, '500'],
    ],
  ],
  ['users', 'http', [['POST /sessions', 0.04, 66, 0, '500']]],
  [
    'cart',
    'rpc',
    [
      ['shop.cart.v1.CartService/AddItem', 0.09, 4.2, 0, 'INTERNAL'],
      ['shop.cart.v1.CartService/GetCart', 0.13, 0.8, 0.0012, 'UNAVAILABLE'],
    ],
  ],
  [
    'inventory',
    'rpc',
    [
      [
        'shop.inventory.v1.InventoryService/GetStock',
        0.43,
        2.1,
        0,
        'DEADLINE_EXCEEDED',
        ['slow-database', 1700, 0.05],
      ],
      [
        'shop.inventory.v1.InventoryService/Reserve',
        0.05,
        3.7,
        0.0006,
        'INTERNAL',
        ['slow-database', 1700, 0.05],
      ],
    ],
  ],
  [
    'recommendation',
    'rpc',
    [
      [
        'shop.recommendation.v1.RecommendationService/List',
        0.56,
        9,
        0.004,
        'INTERNAL',
        ['noisy-deploy', 12, 0],
      ],
    ],
  ],
  ['shipping', 'rpc', [['shop.shipping.v1.ShippingService/Quote', 0.049, 2.3, 0, 'INTERNAL']]],
  [
    'payment',
    'rpc',
    [
      [
        'shop.payment.v1.PaymentService/Charge',
        0.049,
        148,
        0,
        'DEADLINE_EXCEEDED',
        ['checkout-outage', 3005, 0.85],
      ],
    ],
  ],
];

/** Every operation of the shop. */
export const OPERATIONS: readonly Operation[] = ROWS.flatMap(([service, kind, rows]) =>
  rows.map(([name, share, medianMs, errors, errorStatus, incident]) => ({
    service,
    kind,
    name,
    share,
    median: medianMs / 1000,
    sigma: 0.5,
    errors,
    errorStatus,
    incident: incident && { name: incident[0], median: incident[1] / 1000, errors: incident[2] },
  })),
);

/** Share of the shop's requests that each pod of a service in a region serves. */
export function podShare(replicas: readonly [eu: number, us: number], index: number): number {
  return index < replicas[0] ? 0.64 / replicas[0] : 0.36 / replicas[1];
}
