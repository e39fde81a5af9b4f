import { XMLParser } from 'fast-xml-parser';

/** An element as a platform reads it. */
export interface XmlTree {
  name: string;
  attributes: Record<string, string>;
  /** Elements and texts in their order; texts of blanks alone are left out. */
  children: (XmlTree | string)[];
}

type Node = Record<string, unknown>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
});

/** Reads a document. @throws Error when it is not well formed or has not one root. */
export function parseXml(document: string): XmlTree {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own; this one still validates
  const [root, ...others] = (parser.parse(document, true) as Node[]).flatMap(treeOf);
  if (root === undefined || typeof root === 'string' || others.length > 0) throw new Error('not one root element');
  return root;
}

function treeOf(node: Node): (XmlTree | string)[] {
  const text = node['#text'];
  if (typeof text === 'string') return text.trim() === '' ? [] : [text];
  const name = Object.keys(node).find((key) => key !== ':@');
  if (name === undefined) return [];
  const attributes = (node[':@'] ?? {}) as Record<string, string>;
  return [{ name, attributes, children: (node[name] as Node[]).flatMap(treeOf) }];
}

/** The elements in an element. */
export function elementsIn({ children }: XmlTree): XmlTree[] {
  return children.filter((child) => typeof child !== 'string');
}

/** All text in an element, without blanks at its ends. */
export function textIn({ children }: XmlTree): string {
  return children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();
}

/** What may stand in an element: its attributes, the elements in it, and whether text may. */
export interface Allowed {
  attributes?: readonly string[];
  needed?: readonly string[];
  children?: readonly string[];
  text?: true;
}

/** The first thing in a document that the platform does not know; undefined when all is known. */
export function firstUnknown(tree: XmlTree, known: Readonly<Record<string, Allowed>>): string | undefined {
  const allowed = known[tree.name];
  if (!allowed) return `there is no element ${tree.name}`;
  const { attributes = [], needed = [], children = [], text } = allowed;
  const given = Object.keys(tree.attributes);
  const odd = given.find((name) => !attributes.includes(name) && !needed.includes(name));
  if (odd !== undefined) return `${tree.name} has no attribute ${odd}`;
  const missing = needed.find((name) => !given.includes(name));
  if (missing !== undefined) return `${tree.name} without ${missing}`;
  for (const child of tree.children) {
    if (typeof child === 'string') {
      if (!text) return `text in ${tree.name}`;
      continue;
    }
    if (!children.includes(child.name)) return `${child.name} does not belong into ${tree.name}`;
    const unknown = firstUnknown(child, known);
    if (unknown !== undefined) return unknown;
  }
  return undefined;
}
