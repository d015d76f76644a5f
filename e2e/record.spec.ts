// The open record of the log screen: its fields, its neighbours, and the way through the others.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectSound } from './lib/browser.ts';
import { type LogScreen, openLogScreen, TRACE } from './lib/log-screen.ts';

let screen: LogScreen;
let page: Page;

beforeAll(async () => {
  screen = await openLogScreen();
  ({ page } = screen);
});

afterAll(() => screen?.close());

const show: LogScreen['show'] = (...args) => screen.show(...args);
const row: LogScreen['row'] = (...args) => screen.row(...args);
const detail: LogScreen['detail'] = (...args) => screen.detail(...args);
const param: LogScreen['param'] = (...args) => screen.param(...args);
const untilParam: LogScreen['untilParam'] = (...args) => screen.untilParam(...args);

describe('an open record', () => {
  test('filters in and out, shows a field as a column, unfolds JSON', async () => {
    await show('q=order');
    await row(/"order":/).click();
    // The digits of a number beyond 2^53 are those that were sent.
    await detail().getByText('12345678901234567890').waitFor();
    const field = (name: string) => detail().locator(`[data-field="${name}"]`);
    // By its arrow: what one does with a field lies over the other end.
    await field('payload')
      .getByRole('button', { expanded: false })
      .first()
      .click({ position: { x: 6, y: 8 } });
    await field('payload').getByText('value', { exact: true }).waitFor();
    await expectSound(screen.visitor, 'explorer-detail-dark');

    await field('order.id').focus();
    await page.keyboard.press('a');
    await untilParam('cols', 'timestamp,level,service,order.id,body');
    await page.keyboard.press('-');
    await untilParam('q', 'order -order.id:order-1');
    await page.keyboard.press('o');
    await untilParam('q', 'order order.id:order-1');
    // The record stays open, and still has the focus where one was.
    await detail().getByText('12345678901234567890').waitFor();
    await page.goBack();
    await untilParam('q', 'order -order.id:order-1');
    await page.goBack();
    await untilParam('q', 'order');
    await field('order.id').hover();
    await field('order.id')
      .getByRole('button', { name: /Only records with/ })
      .click();
    await untilParam('q', 'order order.id:order-1');
    await field('payload').focus();
    await page.keyboard.press('e');
    await untilParam('q', 'order order.id:order-1 payload:*');
    await field('payload').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'payload' }).getByText('Filter out').waitFor();
    await page.keyboard.press('Escape');
  });

  test('shows a stack trace as one, and leads to its trace', async () => {
    await show('q=declined');
    await row(/card declined/).click();
    await detail().getByText('Body · stack trace').waitFor();
    expect(await detail().getByText('/srv/pay.js:10:3').count()).toBe(1);
    await expectSound(screen.visitor, 'explorer-stack-dark');
    await detail().getByRole('button', { name: 'All logs of this trace' }).click();
    await untilParam('q', `trace_id:${TRACE}`);
    await row(/order placed/).waitFor();
    expect(param('log')).toBeNull();
  });

  test('is stepped through by keyboard, and closed', async () => {
    await show('q="cart row"');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await detail().getByText('cart-1', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await detail().getByText('cart-2', { exact: true }).waitFor();
    await page.keyboard.press('k');
    await detail().getByText('cart-1', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await detail().waitFor({ state: 'detached' });
    expect(param('log')).toBeNull();
  });

  test('stands beside the list, as wide as one made it, and arrows go on from inside it', async () => {
    await show('q="cart row"');
    await row(/cart row 5$/).click();
    await detail().getByText('cart-5', { exact: true }).waitFor();
    const list = page.getByTestId('log-list');
    const edges = async () => {
      const [left, right] = [await list.boundingBox(), await detail().boundingBox()];
      return {
        gap: (right?.x ?? 0) - (left?.x ?? 0) - (left?.width ?? 0),
        width: Math.round(right?.width ?? 0),
      };
    };
    const before = await edges();
    expect(before.gap).toBeGreaterThanOrEqual(0);
    const edge = page.getByRole('separator', { name: 'Width of the detail' });
    await edge.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await edges()).width).toBe(before.width - 32);
    await page.reload();
    await detail().getByText('cart-5', { exact: true }).waitFor();
    await expect.poll(edges).toEqual({ gap: before.gap, width: before.width - 32 });
    await detail().getByRole('button', { name: 'Next record' }).click();
    await detail().getByText('cart-6', { exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await detail().getByText('cart-7', { exact: true }).waitFor();
    await row(/cart row 7$/)
      .and(page.locator('[aria-selected=true]'))
      .waitFor();
  });

  test('is shown among its neighbours, of all or some, further in both directions', async () => {
    await show('q=cart.id:cart-200');
    await row(/cart row 200/).click();
    await page.keyboard.press('c');
    await untilParam('around', 'all');
    const context = page.getByTestId('log-context');
    await context.getByRole('row', { name: /cart row 200$/, selected: true }).waitFor();
    await expectSound(screen.visitor, 'explorer-context-dark');
    await context.hover();
    // As one does with a wheel: until the end is there, because more rows come meanwhile.
    const wheelTo = (by: number, name: RegExp) =>
      expect
        .poll(
          async () => {
            await page.mouse.wheel(0, by);
            return context.getByRole('row', { name }).count();
          },
          { timeout: 30_000 },
        )
        .toBe(1);
    await wheelTo(-20_000, /cart row 399$/);
    await wheelTo(60_000, /cart row 0$/);

    await detail().getByRole('button', { name: 'Same service' }).click();
    await untilParam('around', 'service');
    await context.getByRole('row', { name: /cart row 201$/ }).waitFor();
    await page.getByLabel('Own filter of the surrounding logs').fill('shelf:left');
    await page.keyboard.press('Enter');
    await untilParam('around', 'query:shelf:left');
    await context.getByRole('row', { name: /cart row 202$/ }).waitFor();
    expect(await context.getByRole('row', { name: /cart row 201$/ }).count()).toBe(0);
    await context.getByRole('row', { name: /cart row 202$/ }).click();
    await context.getByRole('row', { name: /cart row 202$/, selected: true }).waitFor();
    await detail().getByRole('button', { name: 'Record', exact: true }).click();
    await detail().getByText('cart-202', { exact: true }).waitFor();
  });
});
