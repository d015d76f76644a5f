// The shop's world: products, customers, networks and browsers, large enough that lists look like production.

import type { Region } from '../pods.ts';
import { mix, type Random, weighted } from '../random.ts';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly slug: string;
  readonly category: string;
  /** In the smallest unit of the currency. */
  readonly cents: number;
}

/** A customer; the same number is always the same person. */
export interface Customer {
  readonly id: string;
  readonly email: string;
  readonly country: string;
  readonly currency: string;
  readonly region: Region;
  readonly ip: string;
  readonly asn: number;
  readonly userAgent: string;
  readonly mobile: boolean;
  readonly tier: string;
}

const KINDS: readonly (readonly [category: string, nouns: readonly string[], cents: number])[] = [
  ['tents', ['Ridge Tent', 'Dome Tent', 'Tarp', 'Bivy Bag'], 24_900],
  ['sleeping', ['Down Bag', 'Sleeping Mat', 'Quilt', 'Pillow'], 12_900],
  ['kitchen', ['Gas Stove', 'Titanium Pot', 'Water Filter', 'Coffee Press', 'Spork'], 3_900],
  ['packs', ['Trail Pack', 'Day Pack', 'Dry Sack', 'Bike Bag'], 11_900],
  ['clothing', ['Rain Shell', 'Merino Shirt', 'Fleece', 'Trail Shorts', 'Wool Socks'], 7_900],
  ['shoes', ['Trail Runner', 'Hiking Boot', 'Camp Sandal'], 13_900],
  ['light', ['Headlamp', 'Lantern', 'Solar Panel', 'Power Bank'], 4_900],
  ['climbing', ['Harness', 'Dynamic Rope', 'Carabiner', 'Chalk Bag', 'Helmet'], 5_900],
];
const LINES = ['Fjell', 'Alder', 'Nimbus', 'Kestrel', 'Granit', 'Sol', 'Ember'];

/** Every product; the first ones sell best. */
export const PRODUCTS: readonly Product[] = LINES.flatMap((line, l) =>
  KINDS.flatMap(([category, nouns, cents], k) =>
    nouns.map((noun, n): Product => {
      const name = `${line} ${noun}`;
      return {
        sku: `${category.slice(0, 2).toUpperCase()}-${(mix(l, k, n) % 9_000_000) + 1_000_000}`,
        name,
        slug: name.toLowerCase().replaceAll(' ', '-'),
        category,
        cents: Math.round((cents * (70 + (mix(l, k, n, 1) % 90))) / 100),
      };
    }),
  ),
).sort((a, b) => mix(a.cents, a.sku.length) - mix(b.cents, b.sku.length));

const FIRST =
  'anna ben chloe david elif femi greta hiro ines jonas kofi lena mateo nadia oskar priya quinn rosa samir tomas uma viktor wei xenia yusuf zoe'.split(
    ' ',
  );
const LAST =
  'almeida becker costa dubois eriksen fischer garcia haas ivanova jensen kowalski lindqvist moreau nakamura okafor petrov rossi santos tanaka ueda vogel weber xu yilmaz ziegler'.split(
    ' ',
  );
const MAIL = [
  'gmail.example',
  'outlook.example',
  'proton.example',
  'posteo.example',
  'icloud.example',
  'company.example',
];
const COUNTRIES: readonly (readonly [code: string, currency: string, region: Region, weight: number])[] = [
  ['DE', 'EUR', 'eu-west-1', 24],
  ['FR', 'EUR', 'eu-west-1', 12],
  ['GB', 'GBP', 'eu-west-1', 12],
  ['NL', 'EUR', 'eu-west-1', 6],
  ['SE', 'SEK', 'eu-west-1', 5],
  ['ES', 'EUR', 'eu-west-1', 5],
  ['US', 'USD', 'us-east-1', 26],
  ['CA', 'CAD', 'us-east-1', 6],
  ['BR', 'BRL', 'us-east-1', 3],
  ['JP', 'JPY', 'us-east-1', 1],
];
/** Each country as often as it weighs. */
const COUNTRY_TABLE = COUNTRIES.flatMap((country) => Array.from({ length: country[3] }, () => country));
const ASNS = [3320, 7922, 701, 12322, 2856, 3215, 6805, 20057, 1136, 21928];
const BROWSERS: readonly (readonly [userAgent: string, mobile: boolean])[] = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    false,
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
    false,
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', false],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    false,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    true,
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    true,
  ],
  ['ShopApp/5.12.1 (iOS 18.6; iPhone17,1)', true],
  ['ShopApp/5.11.4 (Android 14; SM-S921B)', true],
];

/** How many customers there are. */
export const CUSTOMERS = 40_000;

/** The customer with this number. */
export function customer(number: number): Customer {
  const h = mix(number, 77);
  const first = FIRST[h % FIRST.length] as string;
  const last = LAST[(h >>> 8) % LAST.length] as string;
  const place = COUNTRY_TABLE[mix(number, 3) % COUNTRY_TABLE.length] as (typeof COUNTRIES)[number];
  const browser = BROWSERS[mix(number, 5) % BROWSERS.length] as (typeof BROWSERS)[number];
  return {
    id: `usr_${(number + 100_000).toString(36)}${(h >>> 16).toString(36)}`,
    email: `${first}.${last}${h % 3 === 0 ? '' : h % 97}@${MAIL[mix(number, 4) % MAIL.length]}`,
    country: place[0],
    currency: place[1],
    region: place[2],
    ip: address(mix(number, 6)),
    asn: ASNS[mix(number, 8) % ASNS.length] as number,
    userAgent: browser[0],
    mobile: browser[1],
    tier: h % 11 === 0 ? 'gold' : h % 4 === 0 ? 'silver' : 'standard',
  };
}

/** A client address of the ranges that belong to nobody (RFC 2544 and RFC 3849). */
function address(hash: number): string {
  if (hash % 5 === 0)
    return `2001:db8:${(hash >>> 8).toString(16).slice(-4)}:${(hash & 0xfff).toString(16)}::${(hash >>> 20).toString(16)}`;
  return `198.${18 + (hash & 1)}.${(hash >>> 8) & 255}.${((hash >>> 16) % 254) + 1}`;
}

/** The scraper of `bot-traffic`: one network, one user agent. */
export function bot(rng: Random): Customer {
  return {
    id: '',
    email: '',
    country: 'US',
    currency: 'USD',
    region: 'us-east-1',
    ip: `203.0.113.${rng.int(16, 47)}`,
    asn: 64_496,
    userAgent: 'PriceHarvester/1.4 (+https://harvest.example/bot)',
    mobile: false,
    tier: '',
  };
}

const SEARCHES = [
  'tent 2 person',
  'rain jacket',
  'merino',
  'headlamp rechargeable',
  'sleeping bag -10',
  'coffee',
  'trail shoes 43',
  'rope 60m',
  'stove gas',
  'dry bag',
  'ultralight',
  'gift',
  'kids boots',
  'water filter',
  'solar',
  'zelt',
  'chaussures randonnée',
  '寝袋',
];

/** What people type into the shop's search box. */
export function searchText(rng: Random): string {
  return rng.chance(0.2) ? rng.pickSkewed(PRODUCTS).name.toLowerCase() : rng.pickSkewed(SEARCHES);
}

export const carrier = weighted([
  ['DHL', 5],
  ['UPS', 3],
  ['PostNL', 2],
  ['FedEx', 2],
  ['DPD', 2],
] as const);
export const cardBrand = weighted([
  ['visa', 6],
  ['mastercard', 5],
  ['amex', 1],
  ['paypal', 3],
  ['klarna', 2],
] as const);
