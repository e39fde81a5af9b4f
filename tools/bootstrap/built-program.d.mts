export interface GoOnOptions {
  readonly channel?: boolean;
}
export function goOnIn(root: string, name: string, args: readonly string[], options?: GoOnOptions): Promise<void>;
export function compileCache(root: string): string;
