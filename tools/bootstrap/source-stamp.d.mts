export const SOURCE_FOLDERS: readonly string[];
export function sourceStamp(root: string): string;
