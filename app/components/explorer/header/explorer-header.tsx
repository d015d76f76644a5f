// The header of a screen that searches a source: the source, saved searches, sharing, the time range and its refresh.
import type { ReactNode } from 'react';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import type { RangeText } from '#app/components/time/range.ts';
import { TimeControls } from '#app/components/time/time-controls.tsx';
import type { SavedSearch } from '#app/lib/saved/schema.ts';
import type { SourceKind } from '#app/lib/sources/schema.ts';
import { SavedButton } from '../saved/saved-button.tsx';
import type { SavedView } from '../saved/use-saved.ts';
import { SourcePicker } from '../search/source-picker.tsx';
import { REFRESH_SECONDS, type RefreshSeconds } from './refresh-seconds.ts';

interface ExplorerHeaderProps {
  readonly title: string;
  readonly kind: SourceKind;
  readonly view: RangeText & { readonly source: string; readonly refresh: number };
  readonly onSource: (source: string) => void;
  readonly saved: SavedView;
  readonly onApply: (saved: SavedSearch) => void;
  readonly onRange: (range: RangeText) => void;
  readonly onRefresh: () => void;
  /** Whether an answer takes longer than a moment. */
  readonly slow: boolean;
  readonly onInterval: (refresh: RefreshSeconds) => void;
  /** The button that shares. */
  readonly children: ReactNode;
}

export function ExplorerHeader(props: ExplorerHeaderProps) {
  const { title, kind, view, onSource, saved, onApply, onRange, onRefresh, slow, onInterval, children } =
    props;
  return (
    <PageHeader title={title}>
      <div className="mr-auto flex min-w-0 items-center gap-1.5 pl-2">
        <SourcePicker kind={kind} value={view.source} onChange={onSource} />
      </div>
      <SavedButton kind={kind} view={saved} onApply={onApply} />
      {children}
      <TimeControls
        value={view}
        onChange={onRange}
        onRefresh={onRefresh}
        refreshing={slow}
        interval={view.refresh}
        intervals={REFRESH_SECONDS}
        onIntervalChange={(seconds) => onInterval(REFRESH_SECONDS.find((known) => known === seconds) ?? 0)}
      />
    </PageHeader>
  );
}
