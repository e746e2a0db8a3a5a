/** The parts of a MIME message with their transfer encoding undone. The only file that imports postal-mime. */
import PostalMime from 'postal-mime';

export interface MimePart {
  /** In lower case, without parameters. */
  type: string;
  /** The charset that its header names. */
  charset: string | null;
  /** Content-Location, Content-ID or file name: what other parts call it by. */
  names: string[];
  bytes: Uint8Array;
}

/** What we use of postal-mime's tree. Its own result joins all HTML parts into one text, decoded as their headers say. */
interface Node {
  contentType: { parsed: { value: string; params: Record<string, string> }; multipart: string | false };
  contentDisposition: { parsed: { params: Record<string, string> } };
  headers: { key: string; value: string }[];
  content: ArrayBuffer | null;
  childNodes: Node[];
}

/** All parts in order, the one first that the message names as its root. Throws where the message is beyond all limits. */
export async function readMime(bytes: Uint8Array): Promise<MimePart[]> {
  const parser = new PostalMime({ forceRfc822Attachments: true, maxNestingDepth: 32 });
  await parser.parse(bytes);
  const { root } = parser as unknown as { root: Node };
  const parts: MimePart[] = [];
  const visit = (node: Node) => {
    if (node.content && !node.contentType.multipart) parts.push(partOf(node, node.content));
    for (const child of node.childNodes) visit(child);
  };
  visit(root);
  const start = root.contentType.parsed.params.start;
  const first = start ? parts.findIndex(({ names }) => names.includes(start)) : -1;
  if (first > 0) parts.unshift(...parts.splice(first, 1));
  return parts;
}

function partOf({ contentType, contentDisposition, headers }: Node, content: ArrayBuffer): MimePart {
  const named = headers.filter(({ key }) => key === 'content-location' || key === 'content-id');
  const names = [
    ...named.map(({ value }) => value),
    contentDisposition.parsed.params.filename,
    contentType.parsed.params.name,
  ].filter((name): name is string => Boolean(name));
  const { value, params } = contentType.parsed;
  return { type: value, charset: params.charset ?? null, names, bytes: new Uint8Array(content) };
}
