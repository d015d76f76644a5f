// The tables of a service's page: whole in their tabs, their first rows on the overview.

import { useMemo } from 'react';
import { rateFormat } from '#app/components/charts/rate.ts';
import { PHONE, useMediaQuery } from '#app/components/ui/use-media-query.ts';
import { FigureTable } from '../common/figure-table.tsx';
import type { Cut } from '../common/finished.ts';
import { parseSort, printSort, type Sort } from '../common/sort.ts';
import type { LinkSearch } from '../common/use-range-actions.ts';
import { CompactCall, callColumns } from '../map/call-columns.tsx';
import type { Call } from '../map/edges.ts';
import { CompactError, type ErrorGroup, errorColumns } from './error-columns.tsx';
import { CompactInstance, type Instance, instanceColumns } from './instance-columns.tsx';
import { CompactOperation, type Operation, operationColumns, operationId } from './operation-columns.tsx';

interface TableProps<Row> {
  readonly service: string;
  readonly search: LinkSearch;
  readonly rows: readonly Row[];
  /** As the URL has it; a table of the overview has none. */
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** Whether it fills a tab. */
  readonly isTab: boolean;
  readonly stale: boolean;
}

const COMPACT_PX = 52;
const ignore = () => undefined;

/** What all of these tables take from their place. */
function placed<Row>(
  { sort = '', onSort, isTab, stale }: TableProps<Row>,
  columns: Parameters<typeof parseSort>[1],
  fallback: Sort,
) {
  return {
    sort: parseSort(sort, columns, fallback),
    onSort: onSort ? (next: Sort) => onSort(printSort(next, fallback)) : ignore,
    isWhole: !isTab,
    hasPageKeys: isTab,
    stale,
  };
}

const BY_SHARE: Sort = { key: 'share', falling: true };

/** `cut`: the range of the points. */
export function OperationTable(props: TableProps<Operation> & { readonly cut: Cut }) {
  const { service, search, rows, cut } = props;
  const phone = useMediaQuery(PHONE);
  const columns = useMemo(() => operationColumns(service, search, rows, cut), [service, search, rows, cut]);
  const rateText = rateFormat(Math.max(0, ...rows.map(({ rate }) => rate)));
  return (
    <FigureTable
      {...placed(props, columns, BY_SHARE)}
      name="operations"
      label="Operations"
      columns={columns}
      rows={rows}
      id={operationId}
      rowHeight={40}
      compact={
        phone
          ? {
              height: COMPACT_PX,
              row: (operation) => (
                <CompactOperation
                  service={service}
                  operation={operation}
                  search={search}
                  rateText={rateText}
                />
              ),
            }
          : undefined
      }
    />
  );
}

const BY_RATE: Sort = { key: 'rate', falling: true };

export function CallTable(props: TableProps<Call> & { readonly ends: 'from' | 'to' }) {
  const { search, rows, ends, isTab } = props;
  const phone = useMediaQuery(PHONE);
  const columns = useMemo(() => callColumns(rows, search, ends, !isTab), [rows, search, ends, isTab]);
  const rateText = rateFormat(Math.max(0, ...rows.map(({ rate }) => rate)));
  return (
    <FigureTable
      {...placed(props, columns, BY_RATE)}
      name={ends === 'from' ? 'callers' : 'dependencies'}
      label={ends === 'from' ? 'Callers' : 'Dependencies'}
      hasPageKeys={false}
      isWhole
      columns={columns}
      rows={rows}
      id={({ id }) => id}
      rowHeight={32}
      compact={
        phone
          ? {
              height: COMPACT_PX,
              row: (call) => <CompactCall call={call} search={search} ends={ends} rateText={rateText} />,
            }
          : undefined
      }
    />
  );
}

const BY_COUNT: Sort = { key: 'count', falling: true };

interface ErrorTableProps extends TableProps<ErrorGroup> {
  readonly open: string;
  readonly onOpen: (group: ErrorGroup) => void;
  readonly lastDeployMs: number | undefined;
}

export function ErrorTable(props: ErrorTableProps) {
  const { rows, open, onOpen, lastDeployMs } = props;
  const phone = useMediaQuery(PHONE);
  const columns = useMemo(() => errorColumns(onOpen, lastDeployMs), [onOpen, lastDeployMs]);
  return (
    <FigureTable
      {...placed(props, columns, BY_COUNT)}
      name="errors"
      label="Errors"
      columns={columns}
      rows={rows}
      id={({ fingerprint }) => fingerprint}
      openId={open === '' ? undefined : open}
      onOpen={onOpen}
      rowHeight={44}
      compact={
        phone
          ? {
              height: 64,
              row: (group) => <CompactError group={group} onOpen={onOpen} lastDeployMs={lastDeployMs} />,
            }
          : undefined
      }
    />
  );
}

const BY_SPANS: Sort = { key: 'spans', falling: true };

export function InstanceTable(props: TableProps<Instance>) {
  const { service, search } = props;
  const phone = useMediaQuery(PHONE);
  const columns = useMemo(() => instanceColumns(service, search), [service, search]);
  return (
    <FigureTable
      {...placed(props, columns, BY_SPANS)}
      name="instances"
      label="Instances"
      columns={columns}
      rows={props.rows}
      id={({ id }) => id}
      rowHeight={32}
      compact={
        phone
          ? {
              height: COMPACT_PX,
              row: (instance) => <CompactInstance service={service} instance={instance} search={search} />,
            }
          : undefined
      }
    />
  );
}
