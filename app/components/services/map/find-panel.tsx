// Finds a node of the map by its name. Loaded when it is first opened.
import { useState } from 'react';
import { PanelButton } from '#app/components/ui/choices.tsx';
import { FilterPopover, PanelNote } from '#app/components/ui/filter-popover.tsx';
import type { PanelProps } from '#app/components/ui/popover.tsx';
import { KIND_NAMES, type MapNode, shortName } from './edges.ts';
import { KindIcon } from './kind-icon.tsx';

export interface FindPanelProps {
  readonly nodes: readonly MapNode[];
  readonly onFind: (id: string) => void;
}

const MOST = 60;

export function FindPanel({ nodes, onFind, trigger, onClose }: FindPanelProps & PanelProps) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = nodes
    .filter(({ name, system }) => `${name} ${system}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const choose = (id: string | undefined) => {
    if (id === undefined) return;
    onFind(id);
    onClose();
  };
  return (
    <FilterPopover
      trigger={trigger}
      onClose={onClose}
      label="Find a node"
      find="Find a node"
      text={text}
      onText={setText}
      onEnter={() => choose(found[0]?.id)}
      align="start"
      className="w-72"
    >
      {found.slice(0, MOST).map((node) => (
        <PanelButton key={node.id} onClick={() => choose(node.id)}>
          <KindIcon node={node} />
          <span className="truncate">{shortName(node)}</span>
          <span className="ml-auto text-2xs text-ink-3">{node.system || KIND_NAMES[node.kind]}</span>
        </PanelButton>
      ))}
      {found.length > MOST && <PanelNote>and {found.length - MOST} more</PanelNote>}
      {found.length === 0 && <PanelNote>No node has such a name.</PanelNote>}
    </FilterPopover>
  );
}
