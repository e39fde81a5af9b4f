export * from './import-file.js';
export { OnError, type RefusedRow } from './journal.js';
export { type CardCredentialRow, ImportKind, type ImportRow, OpenKind, type RecipientRow } from './kinds.js';
export { ImportFileError, ImportFormat } from './read-rows.js';
export * from './send-open-rows.js';
export * from './upload-folder.js';
export * from './upload.js';
