// What the shop itself counts: orders, revenue, carts, stock, customers on the site, and messages waiting.

import { isActive } from '../incidents.ts';
import { load } from '../load.ts';
import { type Exemplar, type Point, STATUS } from '../model.ts';
import { noise } from '../random.ts';
import { PRODUCTS } from '../requests/catalogue.ts';
import { WAREHOUSES } from '../requests/shared-flows.ts';
import type { Moment } from './export.ts';
import { counter, deltaCounter, gauge, type Instrument, upDown, wander } from './instruments.ts';
import { podShare } from './operations.ts';

const ORDERS: Instrument = ['shop.orders.placed', '{order}', 'Orders placed.'];
const REVENUE: Instrument = [
  'shop.revenue',
  '{cent}',
  'Value of the orders placed, in the smallest unit of the currency.',
];
const ACTIVE: Instrument = [
  'shop.customers.active',
  '{customer}',
  'Customers seen in the last five minutes.',
];
const CARTS: Instrument = ['shop.carts.open', '{cart}', 'Carts that hold something.'];
const STOCK: Instrument = ['shop.stock.level', '{item}', 'Items on the shelf.'];
const LAG: Instrument = [
  'messaging.kafka.consumer.lag',
  '{message}',
  'Messages the consumer group has not read yet.',
];
const CONSUMED: Instrument = [
  'messaging.client.consumed.messages',
  '{message}',
  'Messages delivered to the application.',
];

/** Orders per shop request, on a good day and while payments fail. */
const ORDER_SHARE = 0.046;
const OUTAGE_SHARE = 0.007;
const CURRENCIES = [
  ['EUR', 0.5],
  ['USD', 0.3],
  ['GBP', 0.15],
  ['SEK', 0.05],
] as const;

/** The business metrics of the pod's service; most services have none. */
export function businessMetrics(moment: Moment): Point[] {
  const { pod, timeUs, rate, integral, seed } = moment;
  const part = rate * podShare(pod.service.replicas, pod.index);
  const orders = (untilUs: number): number => {
    const broken = integral.between('checkout-outage', pod.startUs, untilUs);
    return (
      part * ((integral.between('all', pod.startUs, untilUs) - broken) * ORDER_SHARE + broken * OUTAGE_SHARE)
    );
  };
  switch (pod.service.name) {
    case 'web':
      return [
        gauge(
          moment,
          ACTIVE,
          Math.round(part * load(seed, timeUs) * 90 * (0.9 + 0.2 * wander(moment, 'active'))),
        ),
      ];
    case 'checkout':
      return CURRENCIES.flatMap(([currency, share], i) => {
        const placed = (untilUs: number) => Math.floor(orders(untilUs) * share + noise(i, pod.index));
        return [
          deltaCounter(
            moment,
            ORDERS,
            placed,
            { currency, 'cloud.region': pod.region },
            i === 0 ? orderExemplar(moment) : [],
          ),
          counter(moment, REVENUE, (untilUs) => Math.floor(placed(untilUs) * 13_870), { currency }),
        ];
      });
    case 'cart':
      return [
        upDown(
          moment,
          CARTS,
          Math.round(
            part * 400 * (0.7 + 0.4 * load(seed, timeUs - 900_000_000)) + 30 * wander(moment, 'carts'),
          ),
        ),
      ];
    case 'inventory':
      if (pod.index !== 0) return [];
      return PRODUCTS.slice(0, 6).flatMap((product, p) =>
        WAREHOUSES.map((warehouse, w) =>
          // A shelf empties over some hours and is filled again.
          gauge(moment, STOCK, Math.round(320 * (1 - ((timeUs / 3.6e9 / (5 + p + w) + noise(p, w)) % 1))), {
            'shop.product.sku': product.sku,
            'shop.warehouse': warehouse,
          }),
        ),
      );
    case 'email':
    case 'fraud-detection': {
      const leaking = pod.service.name === 'email' && isActive('memory-leak', timeUs);
      const behind = leaking ? ((timeUs - pod.startUs) / 6e7) * 22 : 4 * wander(moment, 'lag', 1);
      const group = {
        'messaging.destination.name': 'orders',
        'messaging.consumer.group.name': pod.service.name,
      };
      return [
        gauge(moment, LAG, Math.floor(behind), {
          ...group,
          'messaging.destination.partition.id': String(pod.index),
        }),
        counter(moment, CONSUMED, (untilUs) => Math.floor(orders(untilUs)), {
          ...group,
          'messaging.system': 'kafka',
        }),
      ];
    }
    default:
      return [];
  }
}

function orderExemplar(moment: Moment): Exemplar[] {
  const span = moment.recent.get('POST /checkout');
  if (!span || span.statusCode === STATUS.error) return [];
  return [
    {
      timeUs: span.endUs,
      value: 1,
      traceId: span.traceId,
      spanId: span.spanId,
      attributes: { 'shop.order.id': span.attributes['shop.order.id'] },
    },
  ];
}
