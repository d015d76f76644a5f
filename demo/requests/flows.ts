// What customers do in the shop: each flow records one request with its spans and log lines.

import type { Piece } from '../model.ts';
import type { Pods } from '../pods.ts';
import { type Random, weighted } from '../random.ts';
import { grpc, type HttpRequest, http, httpEntry, redis, sql } from './calls.ts';
import { bot, CUSTOMERS, type Customer, customer, PRODUCTS, searchText } from './catalogue.ts';
import { placeOrder } from './checkout-flow.ts';
import { iso } from './log-format.ts';
import { type Frame, Recorder } from './recorder.ts';
import { readProduct, recommend, stockOf } from './shared-flows.ts';

type Flow = (r: Recorder, who: Customer) => void;

const FLOWS = weighted<Flow>([
  [home, 22],
  [product, 34],
  [search, 16],
  [addToCart, 9],
  [viewCart, 8],
  [checkout, 5],
  [login, 4],
  [orderStatus, 2],
]);

/** One shop request that starts at `startUs`. */
export function shopRequest(rng: Random, pods: Pods, startUs: number): Piece {
  const who = customer(Math.floor(rng.float() ** 2 * CUSTOMERS));
  const r = new Recorder(rng, pods, who.region, startUs);
  FLOWS(rng)(r, who);
  return r.finish();
}

/** One request of the scraper in `bot-traffic`. */
export function botRequest(rng: Random, pods: Pods, startUs: number): Piece {
  const who = bot(rng);
  const r = new Recorder(rng, pods, who.region, startUs);
  const item = rng.pick(PRODUCTS);
  const request = { method: 'GET', route: '/api/products/:slug', path: `/api/products/${item.slug}` };
  const status = httpEntry(r, 'api-gateway', request, who, (gateway) => {
    r.spend(400);
    if (rng.chance(0.6)) {
      r.log(gateway, 'warn', 'rate limit exceeded', {
        client: who.ip,
        'client.as.number': who.asn,
        route: request.route,
        limit: '20r/s',
        user_agent: who.userAgent,
      });
      return 429;
    }
    http(
      r,
      gateway,
      'product-catalog',
      { method: 'GET', route: '/products/{slug}', path: `/products/${item.slug}` },
      (catalog) => {
        readProduct(r, catalog, item);
        return 200;
      },
    );
    logRequest(r, gateway, request, 200, r.nowUs - gateway.span.startUs);
    return 200;
  });
  accessLine(r, who, request, status, startUs);
  return r.finish();
}

/** The way in: the web front end for browsers, the API gateway for the app. `handle` runs in the gateway. */
function enter(
  r: Recorder,
  who: Customer,
  page: HttpRequest,
  api: HttpRequest,
  handle: (gateway: Frame) => number,
): void {
  const start = r.nowUs;
  const gatewayWork = (gateway: Frame) => {
    const began = r.nowUs;
    r.spend(350);
    const status = handle(gateway);
    logRequest(r, gateway, api, status, r.nowUs - began);
    return status;
  };
  if (who.userAgent.startsWith('ShopApp')) {
    const status = httpEntry(r, 'api-gateway', api, who, gatewayWork);
    accessLine(r, who, api, status, start);
    return;
  }
  const status = httpEntry(r, 'web', page, who, (web) => {
    if (r.rng.chance(0.25))
      r.log(web, 'debug', 'cache miss for {route}, fetching', { route: page.route, revalidate: 60 });
    const upstream = http(r, web, 'api-gateway', api, gatewayWork);
    if (upstream >= 500) {
      r.log(web, 'error', 'upstream answered {status} for {path}', {
        status: upstream,
        path: api.path,
        user: who.id,
      });
      return upstream === 503 ? 502 : upstream;
    }
    if (upstream >= 400) return upstream;
    return r.internal(
      web,
      `render route (app) ${page.route}`,
      { 'next.span_type': 'AppRender.getBodyResult', 'next.route': page.route },
      (render) => {
        r.spend(9_000);
        if (r.rng.chance(0.0015)) {
          r.throws(render, 'renderFailed', 'error', 'failed to render {route}', {
            route: page.route,
            property: r.rng.pick(['price', 'currency', 'images', 'sku']),
          });
          return 500;
        }
        if (r.rng.chance(0.3))
          r.log(render, 'info', 'rendered {route}', {
            route: page.route,
            user: who.id,
            country: who.country,
            ms: Math.round((r.nowUs - start) / 1000),
          });
        return 200;
      },
    );
  });
  accessLine(r, who, page, status, start);
}

function logRequest(r: Recorder, gateway: Frame, request: HttpRequest, status: number, tookUs: number): void {
  const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
  r.log(gateway, level, status >= 500 ? 'upstream failed' : 'request', {
    method: request.method,
    path: request.path,
    route: request.route,
    status,
    duration_ms: Math.round(tookUs / 100) / 10,
    region: r.region,
  });
}

/** The ingress controller's line in the combined format, with the trace the request belongs to. */
function accessLine(r: Recorder, who: Customer, request: HttpRequest, status: number, start: number): void {
  const seconds = ((r.nowUs - start) / 1e6).toFixed(3);
  const bytes = status >= 400 ? r.rng.int(160, 900) : r.rng.int(1_800, 64_000);
  const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
  const target = request.query ? `${request.path}?${request.query}` : request.path;
  r.say(
    r.pod('ingress-nginx'),
    undefined,
    level,
    '{client.address} - - [{time}] "{http.request.method} {url} HTTP/2.0" {http.response.status_code} {bytes} "https://shop.example/" "{user_agent.original}" {seconds}',
    {
      'client.address': who.ip,
      time: clfTime(start),
      'http.request.method': request.method,
      url: encodeURI(target),
      'http.response.status_code': status,
      bytes,
      'user_agent.original': who.userAgent,
      seconds: Number(seconds),
    },
  );
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function clfTime(us: number): string {
  const time = iso(us);
  return `${time.slice(8, 10)}/${MONTHS[Number(time.slice(5, 7)) - 1]}/${time.slice(0, 4)}:${time.slice(11, 19)} +0000`;
}

function home(r: Recorder, who: Customer): void {
  enter(r, who, get('/', '/'), get('/api/home', '/api/home'), (gateway) => {
    const status = http(
      r,
      gateway,
      'product-catalog',
      get('/products', '/products', 'featured=true&limit=24'),
      (catalog) => {
        redis(r, catalog, 'GET', 'catalog:featured:?');
        if (r.rng.chance(0.15)) {
          sql(r, catalog, {
            operation: 'SELECT',
            table: 'products',
            database: 'catalog',
            text: 'SELECT sku, name, price FROM products WHERE featured ORDER BY rank LIMIT $1',
            rows: 24,
            medianUs: 4_200,
          });
          redis(r, catalog, 'SETEX', 'catalog:featured:?');
          r.log(catalog, 'debug', 'featured products refreshed, {rows} rows', { rows: 24, ttl: 300 });
        }
        return 200;
      },
    );
    recommend(r, gateway, who);
    return status;
  });
}

function product(r: Recorder, who: Customer): void {
  const item = r.rng.pickSkewed(PRODUCTS);
  enter(
    r,
    who,
    get('/products/[slug]', `/products/${item.slug}`),
    get('/api/products/:slug', `/api/products/${item.slug}`),
    (gateway) => {
      const unknown = r.rng.chance(0.008);
      const status = http(
        r,
        gateway,
        'product-catalog',
        get('/products/{slug}', `/products/${item.slug}`),
        (catalog) => {
          if (unknown) {
            r.log(catalog, 'info', 'no product for slug {slug}', { slug: `${item.slug}-old` });
            return 404;
          }
          return readProduct(r, catalog, item);
        },
      );
      if (status !== 200) return status;
      if (stockOf(r, gateway, item) !== 'OK')
        r.log(gateway, 'warn', 'stock unknown, page without it', { sku: item.sku });
      recommend(r, gateway, who);
      return 200;
    },
  );
}

function search(r: Recorder, who: Customer): void {
  const text = searchText(r.rng);
  const query = `q=${encodeURIComponent(text)}`;
  enter(r, who, get('/search', '/search', query), get('/api/search', '/api/search', query), (gateway) =>
    http(r, gateway, 'product-catalog', get('/search', '/search', query), (catalog) => {
      const hits = r.rng.chance(0.06) ? 0 : r.rng.int(1, 180);
      sql(r, catalog, {
        operation: 'SELECT',
        table: 'products',
        database: 'catalog',
        text: "SELECT sku, name, price, ts_rank(document, q) FROM products, websearch_to_tsquery('simple', $1) q WHERE document @@ q ORDER BY 4 DESC LIMIT $2",
        rows: Math.min(hits, 48),
        medianUs: 14_000,
      });
      r.log(catalog, 'info', 'search "{query}" found {hits}', {
        query: text,
        hits,
        user_id: who.id,
        page: 1,
      });
      return 200;
    }),
  );
}

function addToCart(r: Recorder, who: Customer): void {
  const item = r.rng.pickSkewed(PRODUCTS);
  enter(r, who, post('/cart'), post('/api/cart/items'), (gateway) => {
    const quantity = r.rng.int(1, 3);
    const status = grpc(r, gateway, 'cart', 'shop.cart.v1.CartService/AddItem', (cart) => {
      if (stockOf(r, cart, item) !== 'OK') {
        r.log(cart, 'warn', 'Stock of {Sku} unknown, item accepted without check', {
          Sku: item.sku,
          UserId: who.id,
        });
      }
      redis(r, cart, 'HSET', 'cart:? ? ?');
      redis(r, cart, 'EXPIRE', 'cart:? 604800', 200);
      r.log(cart, 'info', 'Added {Quantity} x {Sku} to cart of {UserId}', {
        Quantity: quantity,
        Sku: item.sku,
        UserId: who.id,
      });
      return 'OK';
    });
    return status === 'OK' ? 201 : 500;
  });
}

function viewCart(r: Recorder, who: Customer): void {
  enter(r, who, get('/cart', '/cart'), get('/api/cart', '/api/cart'), (gateway) => {
    const status = grpc(r, gateway, 'cart', 'shop.cart.v1.CartService/GetCart', (cart) => {
      if (r.rng.chance(0.002)) {
        r.spend(5_000_000, 0.01);
        r.throws(cart, 'redisTimeout', 'error', 'Could not load cart of {user}', { user: who.id });
        return 'UNAVAILABLE';
      }
      redis(r, cart, 'HGETALL', 'cart:?');
      if (r.rng.chance(0.4))
        r.log(cart, 'debug', 'Loaded cart of {UserId} with {Count} items', {
          UserId: who.id,
          Count: r.rng.int(0, 7),
        });
      return 'OK';
    });
    return status === 'OK' ? 200 : 503;
  });
}

function checkout(r: Recorder, who: Customer): void {
  enter(r, who, post('/checkout'), post('/api/checkout'), (gateway) => placeOrder(r, gateway, who));
}

function login(r: Recorder, who: Customer): void {
  enter(r, who, post('/login'), post('/api/sessions'), (gateway) =>
    http(r, gateway, 'users', post('/sessions'), (users) => {
      sql(r, users, {
        operation: 'SELECT',
        table: 'accounts',
        database: 'users',
        text: 'select * from "accounts" where "email" = ? limit 1',
        rows: 1,
        medianUs: 1_900,
      });
      r.internal(users, 'password_verify', { 'password.algorithm': 'argon2id' }, () => r.spend(62_000, 0.15));
      if (r.rng.chance(0.09)) {
        r.log(users, 'warn', 'Failed login for {email}', {
          email: who.email,
          ip: who.ip,
          attempts: r.rng.int(1, 6),
        });
        return 401;
      }
      if (r.rng.chance(0.01)) {
        r.internal(users, 'TokenVerifier::verify', {}, (verify) => {
          r.spend(400);
          r.throws(verify, 'tokenExpired', 'warn', 'Remember-me token refused', { user_id: who.id });
        });
        return 401;
      }
      redis(r, users, 'SETEX', 'session:? 86400 ?');
      r.log(
        users,
        'info',
        'Login',
        { user_id: who.id, email: who.email, ip: who.ip, country: who.country, tier: who.tier },
        'session.start',
      );
      return 201;
    }),
  );
}

function orderStatus(r: Recorder, who: Customer): void {
  const order = `ORD-${r.rng.int(10_000_000, 99_999_999)}`;
  enter(
    r,
    who,
    get('/orders/[id]', `/orders/${order}`),
    get('/api/orders/:id', `/api/orders/${order}`),
    (gateway) =>
      http(r, gateway, 'checkout', get('/orders/{id}', `/orders/${order}`), (shop) => {
        sql(r, shop, {
          operation: 'SELECT',
          table: 'orders',
          database: 'orders',
          text: 'SELECT id, state, total_cents, currency FROM orders WHERE id = ? AND customer_id = ?',
          rows: 1,
          medianUs: 2_600,
        });
        if (r.rng.chance(0.3))
          r.log(shop, 'debug', 'Order {order.id} read by {user.id}', {
            'order.id': order,
            'user.id': who.id,
          });
        return 200;
      }),
  );
}

function get(route: string, path: string, query?: string): HttpRequest {
  return query === undefined ? { method: 'GET', route, path } : { method: 'GET', route, path, query };
}

function post(route: string): HttpRequest {
  return { method: 'POST', route, path: route };
}
