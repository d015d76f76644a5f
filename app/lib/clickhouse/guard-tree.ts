// Reads the engine's `EXPLAIN QUERY TREE run_passes=0`: the query as it was parsed, nothing in it resolved or contacted.

/** One node of the tree. Names are as the engine reads them, without quotes. */
export interface TreeNode {
  /** `QUERY`, `FUNCTION`, `IDENTIFIER`, …; a SETTINGS clause is a node of this kind too. */
  readonly kind: string;
  /** What the parent holds it as: `JOIN TREE`, `ARGUMENTS`, `WHERE`, … */
  readonly role: string;
  /** The row behind the number, as the engine writes it. */
  readonly text: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly TreeNode[];
}

interface MutableNode extends TreeNode {
  readonly depth: number;
  readonly children: MutableNode[];
}

/** A row of the dump that could have been made by a name inside the query, or that is not known. */
export class UnreadableTree extends Error {
  override readonly name = 'UnreadableTree';
}

const NODE = /^( *)([A-Z][A-Z_ ]*) id: (\d+)(?:, (.*))?$/;
/** Rows that say what the parent holds the next nodes as. Any other row could be made by a name in the query. */
const HEADER =
  /^( *)(WITH|PROJECTION|JOIN TREE|(?:LEFT |RIGHT )?TABLE EXPRESSION|JOIN EXPRESSIONS?|PREWHERE|WHERE|GROUP BY|HAVING|WINDOW|QUALIFY|ORDER BY|INTERPOLATE(?:_EXPRESSION)?|LIMIT BY(?: LIMIT| OFFSET)?|LIMIT|OFFSET|QUERIES|ARGUMENTS|PARAMETERS|PARTITION BY|FRAME (?:BEGIN|END) OFFSET|FILL (?:FROM|TO|STEP|STALENESS)|REPLACEMENTS \d+|(?:REPLACEMENT NAME|EXPRESSION|SETTINGS)(?= |$)).*$/;

/** What is read of a node; the engine writes more. */
const ATTRIBUTE =
  /(?:^|, )(alias|identifier|function_name|function_type|table_function_name|final|sample_size|sample_offset|nulls_action ?): /g;
/** The other kinds hold text of the query that could look like an attribute. */
const WITH_ATTRIBUTES = new Set(['IDENTIFIER', 'FUNCTION', 'TABLE_FUNCTION']);

/**
 * The tree of a dump, one row each line. The rows must come from a query whose names have no line breaks in them.
 *
 * @throws UnreadableTree when a row is not of the known form, or when nodes are not numbered one after the other
 */
export function readTree(rows: readonly string[]): TreeNode {
  let root: MutableNode | undefined;
  let next = 0;
  const open: (MutableNode | { readonly depth: number; readonly header: string })[] = [];
  for (const row of rows) {
    const node = NODE.exec(row);
    const header = node ? null : HEADER.exec(row);
    const indent = node?.[1] ?? header?.[1];
    if (indent === undefined) throw new UnreadableTree(row);
    const depth = indent.length;
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= depth) open.pop();
    const title = header?.[2] ?? '';
    if (header && title !== 'SETTINGS') {
      open.push({ depth, header: title });
      continue;
    }
    if (node && Number(node[3]) !== next++) throw new UnreadableTree(row);
    const kind = node?.[2] ?? title;
    const text = node?.[4] ?? '';
    const made: MutableNode = {
      kind,
      role: roleOf(open.at(-1)),
      text,
      attributes: readAttributes(WITH_ATTRIBUTES.has(kind) ? text : ''),
      children: [],
      depth,
    };
    const parent = open.findLast((entry) => 'children' in entry);
    if (parent) parent.children.push(made);
    else if (root) throw new UnreadableTree(row);
    else root = made;
    open.push(made);
  }
  if (!root) throw new UnreadableTree('');
  return root;
}

/** All nodes, parents before their children. Not recursive: queries may be nested deeply. */
export function* walk(root: TreeNode): Generator<TreeNode, void> {
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index];
      if (child) waiting.push(child);
    }
  }
}

/** The members of the list a node holds in a role. */
export function listOf(node: TreeNode, role: string): readonly TreeNode[] {
  const held = node.children.find((child) => child.role === role);
  return held?.kind === 'LIST' ? held.children : held ? [held] : [];
}

function roleOf(parent: TreeNode | { header: string } | undefined): string {
  if (parent === undefined) return '';
  return 'header' in parent ? parent.header : '';
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  const starts = [...text.matchAll(ATTRIBUTE)];
  starts.forEach((match, index) => {
    const from = match.index + match[0].length;
    const to = starts[index + 1]?.index ?? text.length;
    const name = (match[1] ?? '').trim();
    // A name such as "a, identifier: b" gives an attribute twice: which one is real cannot be told.
    if (attributes.has(name)) throw new UnreadableTree(text);
    attributes.set(name, text.slice(from, to));
  });
  return attributes;
}
