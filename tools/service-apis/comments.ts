import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What the sources of the contracts say in their comments, so that it is written once. */
export interface Comments {
  /** Of an exported constant, such as a contract or a type of field. */
  of(constant: string): string | undefined;
  /** Of a field, as it stands in the constant, or else somewhere in the same file. */
  ofField(constant: string, field: string): string | undefined;
}

/** Reads the comments below a folder of contracts. */
export function readComments(folder: string): Comments {
  const constants = new Map<string, { text: string | undefined; file: string }>();
  const fields = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )) {
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.Latest, true);
    for (const statement of source.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const { name } of statement.declarationList.declarations)
        constants.set(name.getText(), { text: commentOf(statement), file });
      const within = statement.declarationList.declarations[0]?.name.getText() ?? '';
      forEachField(statement, (field, text) => {
        fields.set(`${within}.${field}`, text);
        if (!fields.has(`${file}:${field}`)) fields.set(`${file}:${field}`, text);
      });
    }
  }
  return {
    of: (constant) => constants.get(constant)?.text,
    ofField: (constant, field) =>
      fields.get(`${constant}.${field}`) ?? fields.get(`${constants.get(constant)?.file ?? ''}:${field}`),
  };
}

function forEachField(node: ts.Node, tell: (field: string, text: string) => void): void {
  node.forEachChild((child) => {
    const text = ts.isPropertyAssignment(child) ? commentOf(child) : undefined;
    if (ts.isPropertyAssignment(child) && text !== undefined) tell(child.name.getText(), text);
    forEachField(child, tell);
  });
}

function commentOf(node: ts.Node): string | undefined {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = comment && ts.getTextOfJSDocComment(comment.comment);
  return text?.replace(/\s+/g, ' ').trim();
}
