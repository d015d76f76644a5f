// Amounts are read as they are written.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AmountKind, parseAmount, shownAmount, typedAmount } from './amounts.ts';

test.each<[string, AmountKind, number | null | undefined]>([
  ['', 'bytes', null],
  ['  ', 'count', null],
  ['5 MiB', 'bytes', 5 * 1_024 ** 2],
  ['1.5gb', 'bytes', 1_500_000_000],
  ['10,000', 'count', 10_000],
  ['10 000', 'count', 10_000],
  ['2M', 'count', 2_000_000],
  ['30', 'seconds', 30],
  ['2 min', 'seconds', 120],
  ['0', 'count', undefined],
  ['-5', 'count', undefined],
  ['5 MiB', 'count', undefined],
  ['five', 'seconds', undefined],
  ['1e9', 'count', undefined],
  ['99999999999999999999', 'count', undefined],
])('%s as %s is %s', (text, kind, amount) => expect(parseAmount(text, kind)).toBe(amount));

test('what is shown in an input is read back as it was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.constantFrom<AmountKind>('bytes', 'count', 'seconds'),
      (amount, kind) => {
        expect(parseAmount(typedAmount(amount, kind), kind)).toBe(amount);
      },
    ),
  );
});

test('amounts for reading have their unit', () => {
  expect(shownAmount(1_536 * 1_024, 'bytes')).toBe('1.5 MiB');
  expect(shownAmount(5_000_000, 'count')).toBe('5,000,000');
  expect(shownAmount(60, 'seconds')).toBe('60 s');
});
