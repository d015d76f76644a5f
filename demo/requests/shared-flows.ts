// Steps that several flows share: reading a product, its stock, and recommendations.
import { type GrpcStatus, grpc, redis, sql } from './calls.ts';
import { type Customer, PRODUCTS, type Product } from './catalogue.ts';
import type { Frame, Recorder } from './recorder.ts';

const STOCK_SQL = 'SELECT warehouse_id, quantity, reserved FROM stock_items WHERE product_id = $1';

/** product-catalog reads a product: from its cache, or from the database together with the stock. Returns the HTTP status. */
export function readProduct(r: Recorder, catalog: Frame, item: Product): number {
  redis(r, catalog, 'GET', 'product:?');
  if (r.rng.chance(0.72)) {
    if (r.rng.chance(0.1)) r.log(catalog, 'debug', 'cache hit for {sku}', { sku: item.sku });
    return 200;
  }
  sql(r, catalog, {
    operation: 'SELECT',
    table: 'products',
    database: 'catalog',
    text: 'SELECT * FROM products WHERE slug = $1',
    rows: 1,
    medianUs: 2_400,
  });
  const took = sql(r, catalog, {
    operation: 'SELECT',
    table: 'stock_items',
    database: 'shop',
    text: STOCK_SQL,
    rows: 4,
    medianUs: 1_600,
  });
  if (took > 2_500_000) {
    r.throws(catalog, 'queryCanceled', 'error', 'could not load product {sku}', {
      sku: item.sku,
      category: item.category,
    });
    return 504;
  }
  redis(r, catalog, 'SETEX', 'product:? 120 ?');
  r.log(catalog, 'info', 'loaded product {sku} ({name}) from the database', {
    sku: item.sku,
    name: item.name,
    category: item.category,
  });
  return 200;
}

/** inventory looks up the stock of a product. */
export function stockOf(r: Recorder, from: Frame, item: Product): GrpcStatus {
  return grpc(r, from, 'inventory', 'shop.inventory.v1.InventoryService/GetStock', (inventory) => {
    const took = sql(r, inventory, {
      operation: 'SELECT',
      table: 'stock_items',
      database: 'shop',
      text: STOCK_SQL,
      rows: 4,
      medianUs: 1_500,
    });
    if (took > 3_000_000) {
      r.log(inventory, 'error', 'get stock: context deadline exceeded', {
        sku: item.sku,
        took_ms: Math.round(took / 1000),
      });
      return 'DEADLINE_EXCEEDED';
    }
    const quantity = r.rng.int(0, 400);
    if (quantity < 8)
      r.log(inventory, 'warn', 'stock is low', {
        sku: item.sku,
        quantity,
        warehouse: r.rng.pick(WAREHOUSES),
        reorder: true,
      });
    else if (r.rng.chance(0.25)) r.log(inventory, 'debug', 'stock read', { sku: item.sku, quantity });
    return 'OK';
  });
}

export const WAREHOUSES = ['HAM-1', 'LYS-2', 'BHX-1', 'EWR-3'];

/** recommendation ranks products for a customer; a failure only leaves the row of suggestions out. */
export function recommend(r: Recorder, from: Frame, who: Customer): void {
  const item = r.rng.pickSkewed(PRODUCTS);
  grpc(r, from, 'recommendation', 'shop.recommendation.v1.RecommendationService/List', (ranker) => {
    redis(r, ranker, 'MGET', 'features:? features:? features:?', 700);
    return r.internal(
      ranker,
      'rank candidates',
      { 'ranker.model': 'two-tower-v9', 'ranker.candidates': 120 },
      (rank) => {
        r.spend(7_500);
        if (r.effects.noisyDeploy) {
          for (let i = r.rng.int(6, 14); i > 0; i--) {
            r.spend(300);
            r.log(rank, 'warn', 'feature vector missing for {sku}, using the category mean', {
              sku: r.rng.pick(PRODUCTS).sku,
              user_id: who.id,
              model: 'two-tower-v10',
            });
          }
        } else if (r.rng.chance(0.004)) {
          r.throws(rank, 'missingFeature', 'error', 'ranking failed for {user_id}', {
            user_id: who.id,
            key: item.sku,
          });
          return 'INTERNAL';
        }
        if (r.rng.chance(0.2))
          r.log(rank, 'info', 'ranked {candidates} candidates for {user_id}, best {sku}', {
            candidates: 120,
            user_id: who.id,
            sku: item.sku,
            score: Math.round(r.rng.float() * 1000) / 1000,
          });
        else if (r.rng.chance(0.1))
          r.log(rank, 'trace', 'candidate scores {sku}={score}', {
            sku: item.sku,
            score: Math.round(r.rng.float() * 1000) / 1000,
          });
        return 'OK';
      },
    );
  });
}
