import { createContext, runInContext } from 'node:vm';
import { elementsIn, textIn, type XmlTree } from '../xml-tree.js';
import { FetchFailed } from './voicexml-requests.js';

/** One sound or text that is to be played. */
export type Queued = { play: string } | { say: string };

/** A prompt that waits to be heard. */
export interface QueuedPrompt {
  bargein: boolean;
  parts: Queued[];
}

/** What a document decides to do next. */
export type Decision =
  | { does: 'submit'; next: string; body: string }
  | { does: 'disconnect' }
  | { does: 'exit'; values: Record<string, string> };

/** The variables of a document, and what its elements do with them: expressions are run as a browser runs them. */
export class VxmlScope {
  private readonly context: object;

  /** @param session the platform's variables of the call. */
  constructor(session: object) {
    this.context = createContext({ session: structuredClone(session) });
  }

  declare({ attributes }: XmlTree): void {
    this.run(`var ${attributes['name'] ?? ''} = (${attributes['expr'] ?? 'undefined'});`);
  }

  set(name: string, value: string): void {
    this.run(`var ${name} = ${JSON.stringify(value)};`);
  }

  /** Runs elements in their order, until one of them leads away. What is to be heard joins the queue. */
  decide(elements: readonly XmlTree[], queue: QueuedPrompt[]): Decision | undefined {
    for (const element of elements) {
      const decision = this.step(element, queue);
      if (decision) return decision;
    }
    return undefined;
  }

  private step(element: XmlTree, queue: QueuedPrompt[]): Decision | undefined {
    const { name, attributes } = element;
    switch (name) {
      case 'var':
        this.declare(element);
        return undefined;
      case 'assign':
        this.run(`if (typeof ${attributes['name'] ?? ''} === 'undefined') throw new ReferenceError('not declared')`);
        this.run(`${attributes['name'] ?? ''} = (${attributes['expr'] ?? ''})`);
        return undefined;
      case 'if':
        return this.run(attributes['cond'] ?? '') === true ? this.decide(elementsIn(element), queue) : undefined;
      case 'prompt':
        queue.push(promptOf(element));
        return undefined;
      case 'submit':
        return { does: 'submit', next: attributes['next'] ?? '', body: this.posted(attributes['namelist'] ?? '') };
      case 'disconnect':
        return { does: 'disconnect' };
      case 'exit':
        return { does: 'exit', values: this.values(attributes['namelist'] ?? '') };
      default:
        throw new FetchFailed(`error.semantic: ${name} cannot be run`);
    }
  }

  private posted(namelist: string): string {
    return new URLSearchParams(this.values(namelist)).toString();
  }

  /** What a variable that holds nothing is posted as differs; the word is the harder case. */
  private values(namelist: string): Record<string, string> {
    const names = namelist.split(/\s+/).filter((name) => name !== '');
    return Object.fromEntries(names.map((name) => [name, String(this.run(name))]));
  }

  private run(expression: string): unknown {
    try {
      return runInContext(expression, this.context) as unknown;
    } catch (cause) {
      throw new FetchFailed(`error.semantic: ${expression}: ${String(cause)}`, { cause });
    }
  }
}

/** A prompt as it is written. */
export function promptOf(prompt: XmlTree): QueuedPrompt {
  const parts = elementsIn(prompt).map((child): Queued =>
    child.name === 's' ? { say: textIn(child) } : { play: child.attributes['src'] ?? '' },
  );
  return { bargein: prompt.attributes['bargein'] !== 'false', parts };
}
