// JSON that can be folded.
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { cn } from '#app/components/ui/cn.ts';
import { type JsonNode, summary } from './json-tree.ts';
import { Marked } from './marks.tsx';

/** Nodes that deep are open at first. */
const OPEN_DEPTH = 2;
/** Members shown at first. */
const MOST_MEMBERS = 100;

interface JsonViewProps {
  readonly node: JsonNode;
  readonly pattern: RegExp | undefined;
}

export function JsonView({ node, pattern }: JsonViewProps) {
  return (
    <div className="font-mono text-xs leading-[18px] wrap-anywhere [&_mark]:text-ink">
      <Members node={node} depth={0} pattern={pattern} />
    </div>
  );
}

function Members({ node, depth, pattern }: JsonViewProps & { readonly depth: number }) {
  const [most, setMost] = useState(MOST_MEMBERS);
  if (node.kind === 'leaf') return <Leaf text={node.text} pattern={pattern} />;
  if (node.entries.length === 0)
    return <span className="text-ink-3">{node.kind === 'array' ? '[ ]' : '{ }'}</span>;
  return (
    <>
      {node.entries.slice(0, most).map(([name, value]) => (
        <Member key={name} name={name} node={value} depth={depth} pattern={pattern} />
      ))}
      {node.entries.length > most && (
        <button type="button" className="text-accent-ink" onClick={() => setMost(most * 10)}>
          {node.entries.length - most} more
        </button>
      )}
    </>
  );
}

interface MemberProps extends JsonViewProps {
  readonly name: string;
  readonly depth: number;
}

function Member({ name, node, depth, pattern }: MemberProps) {
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  if (node.kind === 'leaf')
    return (
      <div className="pl-4">
        <Name text={name} /> <Leaf text={node.text} pattern={pattern} />
      </div>
    );
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex max-w-full items-center gap-1 rounded-sm text-left hover:bg-hover"
      >
        <ChevronRight className={cn('size-3 shrink-0 text-ink-3', open && 'rotate-90')} aria-hidden />
        <Name text={name} />
        {!open && <span className="truncate text-ink-3">{summary(node)}</span>}
      </button>
      {open && (
        <div className="ml-1.5 border-l border-line pl-2">
          <Members node={node} depth={depth + 1} pattern={pattern} />
        </div>
      )}
    </div>
  );
}

function Name({ text }: { readonly text: string }) {
  return <span className="text-accent-ink">{text}:</span>;
}

function Leaf({ text, pattern }: { readonly text: string; readonly pattern: RegExp | undefined }) {
  const colour = text.startsWith('"')
    ? 'text-ink'
    : /^[-\d]/.test(text)
      ? 'text-(--sev-info-ink)'
      : 'text-caution';
  return (
    <span className={cn('whitespace-pre-wrap', colour)}>
      <Marked text={text.startsWith('"') ? (JSON.parse(text) as string) || '""' : text} pattern={pattern} />
    </span>
  );
}
