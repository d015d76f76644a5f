// The events of a span in order; exceptions with their stack traces.
import { ChevronRight, CircleAlert, CircleDot } from 'lucide-react';
import { useState } from 'react';
import { clipped } from '#app/components/record/clipped.ts';
import { StackView } from '#app/components/record/stack-view.tsx';
import { timestampMs } from '#app/components/time/format.ts';
import { cn } from '#app/components/ui/cn.ts';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import type { SpanDetail } from '#app/lib/traces/schema.ts';
import { formatDuration } from '../duration.ts';

type SpanEvent = SpanDetail['events'][number];

const STACK = 'exception.stacktrace';
const SHOWN_ATTRIBUTES: readonly string[] = ['exception.type', 'exception.message', STACK];
/** Events shown at first. */
const MOST_EVENTS = 50;
/** Longer stack traces are shown in part. */
const MOST_STACK = 50_000;

/** Those whose name, or any attribute's name or value, holds the text, ignoring case. */
export function filterEvents(events: readonly SpanEvent[], text: string): readonly SpanEvent[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return events;
  const holds = (part: string) => part.toLowerCase().includes(wanted);
  return events.filter(
    ({ name, attributes }) =>
      holds(name) || Object.entries(attributes).some(([key, value]) => holds(key) || holds(value)),
  );
}

/** Nanoseconds between two timestamps of RFC 3339 with nine decimals. */
export function nsBetween(from: string, to: string): number {
  return (timestampMs(to) - timestampMs(from)) * 1e6 + (subMillis(to) - subMillis(from));
}

function subMillis(timestamp: string): number {
  return Number((/\.(\d+)/.exec(timestamp)?.[1] ?? '').padEnd(9, '0').slice(3, 9));
}

interface SpanEventsProps {
  readonly events: readonly SpanEvent[];
  readonly all: number;
  readonly detail: SpanDetail;
}

export function SpanEvents({ events, all, detail }: SpanEventsProps) {
  const [most, setMost] = useState(MOST_EVENTS);
  return (
    <section aria-label="Events">
      <h3 className="mb-1 text-xs text-ink-3">
        Events · {events.length === all ? all : `${events.length} of ${all}`}
      </h3>
      <ol className="divide-y divide-line/60 border-y border-line/60">
        {events.slice(0, most).map((event, at) => (
          <Event
            // biome-ignore lint/suspicious/noArrayIndexKey: events have no id, and those of one span never move
            key={at}
            event={event}
            offset={nsBetween(detail.timestamp, event.timestamp)}
            isOpenAtFirst={STACK in event.attributes && at < 3}
          />
        ))}
      </ol>
      {events.length > most && (
        <button type="button" className="mt-1 text-xs text-accent-ink" onClick={() => setMost(most * 10)}>
          {events.length - most} more
        </button>
      )}
    </section>
  );
}

interface EventProps {
  readonly event: SpanEvent;
  /** Nanoseconds after the span began. */
  readonly offset: number;
  readonly isOpenAtFirst: boolean;
}

function Event({ event: { name, attributes }, offset, isOpenAtFirst }: EventProps) {
  const [open, setOpen] = useState(isOpenAtFirst);
  const isException = name === 'exception' || 'exception.type' in attributes;
  const stack = attributes[STACK];
  const others = Object.entries(attributes).filter(
    ([key]) => !SHOWN_ATTRIBUTES.includes(key) || !isException,
  );
  const title = isException
    ? [attributes['exception.type'], attributes['exception.message']].filter(Boolean).join(': ') || name
    : name;
  const Icon = isException ? CircleAlert : CircleDot;
  const hasMore = stack !== undefined || others.length > 0;
  return (
    <li className="group py-1 text-xs" data-testid="span-event">
      <div className="flex items-start gap-2">
        <button
          type="button"
          aria-expanded={hasMore ? open : undefined}
          disabled={!hasMore}
          className="flex min-w-0 flex-1 items-start gap-1.5 text-left"
          onClick={() => setOpen(!open)}
        >
          <ChevronRight
            className={cn('mt-0.5 size-3 shrink-0 text-ink-3', open && 'rotate-90', !hasMore && 'invisible')}
            aria-hidden
          />
          <Icon
            className={cn('mt-0.5 size-3.5 shrink-0', isException ? 'text-danger' : 'text-ink-3')}
            aria-hidden
          />
          <span className={cn('min-w-0 flex-1 wrap-anywhere', isException ? 'text-danger' : 'text-ink')}>
            {title.slice(0, 1_000) || 'Event without a name'}
          </span>
          <span className="shrink-0 text-ink-3">
            {offset < 0 ? '' : '+'}
            {formatDuration(offset)}
          </span>
        </button>
        {stack !== undefined && (
          <CopyButton text={stack} label="Copy the stack trace" className="-my-1 size-6!" />
        )}
      </div>
      {open && stack !== undefined && (
        <section
          aria-label="Stack trace"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
          tabIndex={0}
          className="mt-1 max-h-80 overflow-auto rounded-md border border-line bg-surface p-2 slim-scroll"
        >
          <StackView text={stack.slice(0, MOST_STACK)} pattern={undefined} />
        </section>
      )}
      {open && others.length > 0 && <Attributes entries={others} />}
    </li>
  );
}

/** Attributes of an event or a link, which a search knows no names for. */
export function Attributes({ entries }: { readonly entries: readonly (readonly [string, string])[] }) {
  return (
    <dl className="mt-1 ml-5 grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-3 font-mono">
      {entries.slice(0, 200).map(([key, value]) => (
        <div key={key} className="group/value contents">
          <dt className="py-0.5 wrap-anywhere text-ink-2">{key}</dt>
          <dd className="flex items-start gap-1 py-0.5 wrap-anywhere whitespace-pre-wrap">
            <span className="min-w-0 flex-1">
              {clipped(value, 0).shown || <i className="text-ink-3">empty</i>}
            </span>
            <CopyButton
              text={value}
              label={`Copy ${key}`}
              className="-my-0.5 size-6! opacity-0 group-hover/value:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
