// The right side of comparisons: numbers, durations and sizes, read exactly.

/** `digits × 10^exponent`: what a person wrote, without the rounding of floating point. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** What a bound is. Durations are in nanoseconds, sizes in bytes; a text that is none of them is compared as text. */
export type BoundValue =
  | { readonly kind: 'number'; readonly value: Decimal }
  | { readonly kind: 'duration'; readonly value: Decimal }
  | { readonly kind: 'size'; readonly value: Decimal }
  | { readonly kind: 'text' };

/** Nanoseconds of the units of time. Both signs for micro are in use. */
export const DURATION_UNITS = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
} as const satisfies Readonly<Record<string, bigint>>;

/** Bytes of the units of size. */
export const SIZE_UNITS = {
  B: 1n,
  KB: 1_000n,
  MB: 1_000_000n,
  GB: 1_000_000_000n,
  KiB: 1_024n,
  MiB: 1_048_576n,
  GiB: 1_073_741_824n,
} as const satisfies Readonly<Record<string, bigint>>;

const NUMBER = /^([-+]?)(\d+\.?\d*|\.\d+)(?:[eE]([-+]?\d{1,4}))?([A-Za-zµμ]*)$/;

/**
 * Reads `5`, `-1.5e3`, `250ms`, `1.5GiB`. Units of time are in lower case as they are written, units of size take any case.
 * Beyond what a Float64 holds a text is no number.
 */
export function readBound(text: string): BoundValue {
  const match = NUMBER.exec(text);
  if (!match) return { kind: 'text' };
  const [, sign, mantissa = '', exponent = '0', unit = ''] = match;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const value = normal({ digits, exponent: Number(exponent) - fraction.length });
  if (!Number.isFinite(decimalToNumber(value))) return { kind: 'text' };
  if (unit === '') return { kind: 'number', value };
  const nanoseconds = durationUnits.get(unit);
  if (nanoseconds !== undefined) return { kind: 'duration', value: times(value, nanoseconds) };
  const bytes = sizeUnits.get(unit.toLowerCase());
  if (bytes !== undefined) return { kind: 'size', value: times(value, bytes) };
  return { kind: 'text' };
}

const durationUnits = new Map<string, bigint>(Object.entries(DURATION_UNITS));
const sizeUnits = new Map<string, bigint>(
  Object.entries(SIZE_UNITS).map(([unit, bytes]) => [unit.toLowerCase(), bytes]),
);

/** The product with a whole number. */
export function times(value: Decimal, factor: bigint): Decimal {
  return normal({ digits: value.digits * factor, exponent: value.exponent });
}

/** The product with a power of ten. */
export function shift(value: Decimal, exponent: number): Decimal {
  return normal({ digits: value.digits, exponent: value.exponent + exponent });
}

/** The nearest Float64. */
export function decimalToNumber(value: Decimal): number {
  return Number(`${value.digits}e${value.exponent}`);
}

/** The whole number it is, or undefined when it has a fraction. */
export function decimalToInteger(value: Decimal): bigint | undefined {
  return value.exponent >= 0 ? value.digits * 10n ** BigInt(value.exponent) : undefined;
}

/** The greatest whole number that is not above it. */
export function decimalFloor(value: Decimal): bigint {
  const whole = decimalToInteger(value);
  if (whole !== undefined) return whole;
  // Below 10^-400 there is nothing left but the sign.
  if (value.exponent < -400 - String(value.digits).length) return value.digits < 0n ? -1n : 0n;
  const divisor = 10n ** BigInt(-value.exponent);
  const quotient = value.digits / divisor;
  return value.digits < 0n && quotient * divisor !== value.digits ? quotient - 1n : quotient;
}

/** Less than, equal to or greater than zero, as `left` is to `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const exponent = Math.min(left.exponent, right.exponent);
  const spread = Math.max(left.exponent, right.exponent) - exponent;
  // Numbers this far apart differ as floating point does.
  if (spread > 1000) return Math.sign(decimalToNumber(left) - decimalToNumber(right));
  const a = left.digits * 10n ** BigInt(left.exponent - exponent);
  const b = right.digits * 10n ** BigInt(right.exponent - exponent);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Without zeros at the end of the digits, so that a whole number has no negative exponent. */
function normal(value: Decimal): Decimal {
  if (value.digits === 0n) return { digits: 0n, exponent: 0 };
  const text = String(value.digits);
  const zeros = text.length - text.replace(/0+$/, '').length;
  if (zeros === 0) return value;
  return { digits: BigInt(text.slice(0, text.length - zeros)), exponent: value.exponent + zeros };
}
