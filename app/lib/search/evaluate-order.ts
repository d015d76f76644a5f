// Test support: comparisons and ranges in plain JavaScript, with exact fractions. Shares no code with the compiler.

/** A range; a comparison is a range with one open end. */
export interface Limits {
  readonly from: { readonly value: string } | null;
  readonly to: { readonly value: string } | null;
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
}

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

type Kind = 'number' | 'duration' | 'size' | 'text';

const UNITS: Readonly<Record<string, readonly [Kind, bigint]>> = {
  '': ['number', 1n],
  ns: ['duration', 1n],
  us: ['duration', 1000n],
  µs: ['duration', 1000n],
  μs: ['duration', 1000n],
  ms: ['duration', 1000000n],
  s: ['duration', 1000000000n],
  m: ['duration', 60000000000n],
  h: ['duration', 3600000000000n],
  b: ['size', 1n],
  kb: ['size', 1000n],
  mb: ['size', 1000000n],
  gb: ['size', 1000000000n],
  kib: ['size', 1024n],
  mib: ['size', 1048576n],
  gib: ['size', 1073741824n],
};

interface Read {
  readonly kind: Kind;
  readonly value: Fraction;
}

const known = new Map<string, Read>();

function read(text: string): Read {
  let found = known.get(text);
  if (!found) {
    found = readNew(text);
    known.set(text, found);
  }
  return found;
}

/** The end of a range as a kind and, unless it is a text, nanoseconds, bytes or the plain number. */
function readNew(text: string): Read {
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?([a-zA-Zµμ]*)$/.exec(text);
  const [, sign, whole = '', fraction = '', exponent = '0', unit = ''] = match ?? [];
  // Units of size take any case.
  const found =
    UNITS[unit] ?? (UNITS[unit.toLowerCase()]?.[0] === 'size' ? UNITS[unit.toLowerCase()] : undefined);
  if (
    !match ||
    whole + fraction === '' ||
    !found ||
    !Number.isFinite(Number(`${whole}.${fraction}0e${exponent}`))
  )
    return { kind: 'text', value: { over: 0n, under: 1n } };
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n) * found[1];
  const value =
    power >= 0
      ? { over: digits * 10n ** BigInt(power), under: 1n }
      : { over: digits, under: 10n ** BigInt(-power) };
  return { kind: found[0], value };
}

/** Both ends in one kind: a bare number is milliseconds beside a duration and bytes beside a size. */
function readBoth({ from, to }: Limits): { kind: Kind; from: Fraction | null; to: Fraction | null } {
  const both = [from && read(from.value), to && read(to.value)].flatMap((end) => end ?? []);
  const special = both.filter(({ kind }) => kind !== 'number').map(({ kind }) => kind);
  const kind: Kind = new Set(special).size > 1 ? 'text' : (special[0] ?? 'number');
  const value = (end: { value: string } | null) => {
    if (!end) return null;
    const { kind: own, value } = read(end.value);
    return own === 'number' && kind === 'duration' ? { ...value, over: value.over * 1000000n } : value;
  };
  return { kind, from: value(from), to: value(to) };
}

const order = (left: Fraction, right: Fraction): number => {
  const difference = left.over * right.under - right.over * left.under;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

function isBetween(
  compare: { from: number; to: number },
  { includesFrom, includesTo }: Pick<Limits, 'includesFrom' | 'includesTo'>,
): boolean {
  return (
    (compare.from > 0 || (includesFrom && compare.from === 0)) &&
    (compare.to < 0 || (includesTo && compare.to === 0))
  );
}

/** A stored text against a range: as a number when the ends are numbers, else by its bytes. */
export function isTextBetween(text: string, limits: Limits): boolean {
  const { kind, from, to } = readBoth(limits);
  if (kind === 'text') {
    const bytes = (end: { value: string } | null, open: number) =>
      end ? Buffer.compare(Buffer.from(text), Buffer.from(end.value)) : open;
    return text !== '' && isBetween({ from: bytes(limits.from, 1), to: bytes(limits.to, -1) }, limits);
  }
  const stored = read(text);
  if (stored.kind !== 'number' && stored.kind !== kind) return false;
  if (kind === 'number') {
    const number = Number(text);
    const sign = (end: Fraction | null, open: number, written: string | undefined) =>
      end ? Math.sign(number - Number(written)) : open;
    return isBetween({ from: sign(from, 1, limits.from?.value), to: sign(to, -1, limits.to?.value) }, limits);
  }
  // Whole nanoseconds and bytes.
  const value =
    stored.kind === 'number' && kind === 'duration'
      ? { ...stored.value, over: stored.value.over * 1000000n }
      : stored.value;
  return isBetween(
    { from: from ? order(round(value), round(from)) : 1, to: to ? order(round(value), round(to)) : -1 },
    limits,
  );
}

function round({ over, under }: Fraction): Fraction {
  const twice = over * 2n + under;
  const floor = twice / (under * 2n);
  return { over: twice < 0n && floor * under * 2n !== twice ? floor - 1n : floor, under: 1n };
}

/** A number of a column against a range. `unit`: nanoseconds of one, when the column is a duration. */
export function isNumberBetween(
  value: bigint | number,
  limits: Limits,
  unit: bigint | undefined,
  isFloat32: boolean,
): boolean {
  const side = (end: { value: string } | null, open: number) => {
    if (!end) return open;
    const bound = read(end.value);
    let { over, under } = bound.value;
    if (unit !== undefined && bound.kind === 'number') over *= 1000000n;
    if (unit !== undefined) under *= unit;
    else if (bound.kind === 'duration') under *= 1000000n;
    if (typeof value === 'bigint') return order({ over: value, under: 1n }, { over, under });
    const float = toFloat(over, under);
    return Math.sign(value - (isFloat32 ? Math.fround(float) : float));
  };
  return isBetween({ from: side(limits.from, 1), to: side(limits.to, -1) }, limits);
}

/** The nearest float of a fraction whose lower part is made of twos and fives. */
function toFloat(over: bigint, under: bigint): number {
  let digits = over;
  let divisor = under;
  let power = 0;
  while (divisor !== 1n && power < 800) {
    digits *= 10n;
    power += 1;
    if (digits % divisor === 0n) {
      digits /= divisor;
      divisor = 1n;
    }
  }
  return Number(`${digits}e-${power}`);
}

/** An instant (nanoseconds since 1970) against a range of RFC 3339 times. */
export function isTimeBetween(ns: bigint, limits: Limits): boolean {
  const side = (end: { value: string } | null, open: number) => {
    if (!end) return open;
    const bound = instant(end.value);
    return ns < bound ? -1 : ns > bound ? 1 : 0;
  };
  return isBetween({ from: side(limits.from, 1), to: side(limits.to, -1) }, limits);
}

function instant(text: string): bigint {
  if (/^\d+$/.test(text)) return BigInt(text) * 1000000n;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const ms = Date.parse(text.replace(/\.\d+/, ''));
  return BigInt(ms) * 1000000n + BigInt(fraction.padEnd(9, '0'));
}
