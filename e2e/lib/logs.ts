// What the tests of the log screen share: records to find, and a page of somebody who is signed in.
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openPage, type WatchedPage } from './browser.ts';
import { ADMIN, type Maple, startMaple } from './maple.ts';

export interface Sent {
  readonly body: string;
  /** OpenTelemetry's; 9 is info, 17 error. */
  readonly severityNumber?: number;
  readonly minutesAgo?: number;
  readonly traceId?: string;
  /** Numbers are whole ones. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** A Maple whose administrator exists already. */
export function startWithAdmin(): Promise<Maple> {
  return startMaple({ env: { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password } });
}

/** A page that is signed in. */
export async function openSignedIn(
  browser: Browser,
  maple: Maple,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const visit = await openPage(browser, options);
  await visit.page.request.post(`${maple.url}/api/auth/sign-in/email`, {
    data: ADMIN,
    headers: { origin: maple.url },
  });
  return visit;
}

/** Sends records of one service; the first one is the newest. Throws when they are not taken. Without a key they are the default team's. */
export async function sendLogs(
  maple: Pick<Maple, 'otlpHttp'>,
  service: string,
  records: readonly Sent[],
  key?: string,
): Promise<void> {
  const now = Date.now();
  const logRecords = records.map((record, index) => ({
    timeUnixNano: `${Math.round(now - (record.minutesAgo ?? 0) * 60_000) - index}000000`,
    severityNumber: record.severityNumber ?? 9,
    severityText: severityText(record.severityNumber ?? 9),
    body: { stringValue: record.body },
    ...(record.traceId && { traceId: record.traceId }),
    attributes: attributeList(record.attributes ?? {}),
  }));
  const resource = {
    attributes: attributeList({
      'service.name': service,
      'k8s.pod.name': `pod-${service}`,
      'host.name': 'host-1',
    }),
  };
  const response = await fetch(`${maple.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
  });
  if (!response.ok) throw new Error(`The records were answered with ${response.status}.`);
}

function severityText(severityNumber: number): string {
  if (severityNumber >= 17) return 'ERROR';
  return severityNumber >= 13 ? 'WARN' : 'INFO';
}

function attributeList(values: NonNullable<Sent['attributes']>) {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
  }));
}
