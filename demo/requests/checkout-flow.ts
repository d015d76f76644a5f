// Placing an order: cart, stock, shipping quote, payment, the order itself, and the consumers of the order event.

import { KIND } from '../model.ts';
import { consume, type GrpcStatus, grpc, hostOf, http, publish, redis, sql } from './calls.ts';
import { type Customer, cardBrand, carrier, PRODUCTS } from './catalogue.ts';
import type { Frame, Recorder } from './recorder.ts';
import { WAREHOUSES } from './shared-flows.ts';

/** checkout's part of `POST /api/checkout`; called in the gateway. Returns the HTTP status. */
export function placeOrder(r: Recorder, gateway: Frame, who: Customer): number {
  return http(r, gateway, 'checkout', { method: 'POST', route: '/checkout', path: '/checkout' }, (shop) => {
    const order = `ORD-${r.rng.int(10_000_000, 99_999_999)}`;
    const items = r.rng.int(1, 5);
    const cents = Array.from({ length: items }, () => r.rng.pickSkewed(PRODUCTS).cents).reduce(
      (sum, price) => sum + price,
      0,
    );
    const about = { 'order.id': order, 'user.id': who.id };
    shop.span.attributes['shop.order.id'] = order;
    r.log(shop, 'info', 'Placing order {order.id} for {user.id}', {
      ...about,
      items,
      total: cents / 100,
      currency: who.currency,
    });

    grpc(r, shop, 'cart', 'shop.cart.v1.CartService/GetCart', (cart) => {
      redis(r, cart, 'HGETALL', 'cart:?');
      return 'OK';
    });
    const reserved = reserve(r, shop, order, items);
    if (reserved === 'FAILED_PRECONDITION') {
      r.log(shop, 'warn', 'Order {order.id} refused: out of stock', about);
      return 409;
    }
    if (reserved !== 'OK') {
      r.log(shop, 'error', 'Could not reserve stock for {order.id}: {status}', {
        ...about,
        status: reserved,
      });
      return 503;
    }
    quote(r, shop, who, items);
    const paid = charge(r, shop, who, order, cents);
    if (paid === 'UNAVAILABLE' || paid === 'DEADLINE_EXCEEDED') {
      r.throws(shop, 'paymentUnavailable', 'error', 'Checkout of order {order} failed', {
        order,
        ms: 3000,
        'user.id': who.id,
        provider: 'paywell',
      });
      return 503;
    }
    if (paid !== 'OK') {
      r.log(shop, 'warn', 'Payment of order {order.id} declined', about);
      return 402;
    }
    if (r.rng.chance(0.002)) {
      r.spend(30_000_000, 0.01);
      r.throws(shop, 'connectionPool', 'fatal', 'Order {order} is paid but could not be stored', {
        order,
        ms: 30_000,
      });
      return 500;
    }
    sql(r, shop, {
      operation: 'INSERT',
      table: 'orders',
      database: 'orders',
      text: 'INSERT INTO orders (id, customer_id, total_cents, currency, state) VALUES (?, ?, ?, ?, ?)',
      rows: 1,
      medianUs: 3_400,
    });
    sql(r, shop, {
      operation: 'INSERT',
      table: 'order_lines',
      database: 'orders',
      text: `INSERT INTO order_lines (order_id, sku, quantity, cents) VALUES ${'(?, ?, ?, ?), '.repeat(items).slice(0, -2)}`,
      rows: items,
      medianUs: 2_700,
    });
    const sent = publish(r, shop, 'orders', order, 420 + items * 160);
    r.log(
      shop,
      'info',
      'Order {order.id} placed by {user.id}: {items} items, {total} {currency}',
      { ...about, items, total: cents / 100, currency: who.currency, tier: who.tier },
      'shop.order.placed',
    );

    consume(r, sent, 'fraud-detection', 'orders', { continues: false, lagUs: 60_000 }, (worker) =>
      score(r, worker, order, cents),
    );
    consume(r, sent, 'email', 'orders', { continues: true, lagUs: 180_000 }, (worker) =>
      confirm(r, worker, who, order),
    );
    return 201;
  });
}

function reserve(r: Recorder, shop: Frame, order: string, items: number): GrpcStatus {
  return grpc(r, shop, 'inventory', 'shop.inventory.v1.InventoryService/Reserve', (inventory) => {
    if (r.rng.chance(0.0006)) {
      r.throws(inventory, 'goPanic', 'fatal', 'panic in Reserve', { order_id: order, index: 4, length: 4 });
      return 'INTERNAL';
    }
    const took = sql(r, inventory, {
      operation: 'UPDATE',
      table: 'stock_items',
      database: 'shop',
      text: 'UPDATE stock_items SET reserved = reserved + $1 WHERE product_id = ANY($2) AND quantity - reserved >= $1',
      rows: items,
      medianUs: 3_100,
    });
    if (took > 3_000_000) {
      r.log(inventory, 'error', 'reserve: context deadline exceeded', {
        order_id: order,
        took_ms: Math.round(took / 1000),
      });
      return 'DEADLINE_EXCEEDED';
    }
    if (r.rng.chance(0.015)) {
      r.log(inventory, 'warn', 'not enough stock', {
        order_id: order,
        wanted: items,
        warehouse: r.rng.pick(WAREHOUSES),
      });
      return 'FAILED_PRECONDITION';
    }
    r.log(inventory, 'info', 'reserved', {
      order_id: order,
      lines: items,
      warehouse: r.rng.pick(WAREHOUSES),
      took_ms: Math.round(took / 1000),
    });
    return 'OK';
  });
}

function quote(r: Recorder, shop: Frame, who: Customer, items: number): void {
  grpc(r, shop, 'shipping', 'shop.shipping.v1.ShippingService/Quote', (shipping) => {
    r.spend(1_900);
    r.log(shipping, 'info', 'quote computed', {
      carrier: carrier(r.rng),
      country: who.country,
      parcels: Math.ceil(items / 3),
      cents: r.rng.int(390, 2490),
    });
    return 'OK';
  });
}

function charge(r: Recorder, shop: Frame, who: Customer, order: string, cents: number): GrpcStatus {
  return grpc(r, shop, 'payment', 'shop.payment.v1.PaymentService/Charge', (payment) => {
    const brand = cardBrand(r.rng);
    const about = { order_id: order, brand, amount: cents / 100, currency: who.currency };
    const broken = r.effects.checkoutOutage && r.rng.chance(0.85);
    const host = broken ? 'api-eu2.paywell.example' : 'api.paywell.example';
    const call = r.open(payment.pod, payment.span, 'http', KIND.client, 'POST', {
      'http.request.method': 'POST',
      'server.address': host,
      'server.port': 443,
      'url.full': `https://${host}/v2/charges`,
      'peer.service': 'paywell',
    });
    if (broken) {
      r.spend(3_000_000, 0.002);
      const thrown = r.throws(call, 'providerTimeout', 'error', 'charge failed: provider did not answer', {
        ...about,
        host,
        ms: 3000,
      });
      r.close(call);
      r.fail(payment, thrown.type, thrown.message);
      return 'DEADLINE_EXCEEDED';
    }
    r.spend(145_000, 0.4);
    const declined = r.rng.chance(0.03);
    call.span.attributes['http.response.status_code'] = declined ? 402 : 201;
    if (declined) r.fail(call, '402', '');
    r.close(call);
    if (declined) {
      r.log(payment, 'warn', 'charge declined: {reason}', {
        ...about,
        reason: r.rng.pick(['insufficient_funds', 'do_not_honor', 'expired_card', 'suspected_fraud']),
      });
      return 'FAILED_PRECONDITION';
    }
    r.log(payment, 'info', 'charged {amount} {currency}', {
      ...about,
      charge_id: `ch_${r.rng.hex(16)}`,
      provider: 'paywell',
    });
    return 'OK';
  });
}

function score(r: Recorder, worker: Frame, order: string, cents: number): void {
  if (r.rng.chance(0.004)) {
    r.spend(900);
    r.throws(worker, 'scoreFailed', 'error', 'Skipping message of order {order}', {
      order,
      value: '2026-13-01T00:00:00Z',
    });
    return;
  }
  redis(r, worker, 'ZRANGEBYSCORE', 'velocity:? ? ?');
  r.spend(11_000);
  const value = Math.round(r.rng.float() ** 4 * 1000) / 1000;
  r.log(
    worker,
    value > 0.8 ? 'warn' : 'info',
    value > 0.8 ? 'Order {order.id} held for review, score {score}' : 'Order {order.id} scored {score}',
    { 'order.id': order, score: value, total: cents / 100 },
  );
}

function confirm(r: Recorder, worker: Frame, who: Customer, order: string): void {
  r.internal(
    worker,
    'render template',
    { 'template.name': 'order_confirmation', 'template.locale': who.country.toLowerCase() },
    () => r.spend(6_000),
  );
  const call = r.open(worker.pod, worker.span, 'http', KIND.client, 'POST', {
    'http.request.method': 'POST',
    'server.address': 'smtp-relay.mail.example',
    'server.port': 443,
    'url.full': 'https://smtp-relay.mail.example/v3/send',
  });
  if (r.rng.chance(0.01)) {
    r.spend(5_000_000, 0.01);
    const thrown = r.throws(call, 'smtpTimeout', 'error', 'Confirmation of {order_id} not sent, will retry', {
      order_id: order,
      to: who.email,
    });
    r.close(call);
    r.fail(worker, thrown.type, thrown.message);
    return;
  }
  r.spend(88_000);
  call.span.attributes['http.response.status_code'] = 202;
  r.close(call);
  r.log(worker, 'info', 'Sent order_confirmation for {order_id} to {to}', {
    order_id: order,
    to: who.email,
    host: hostOf('email'),
  });
}
