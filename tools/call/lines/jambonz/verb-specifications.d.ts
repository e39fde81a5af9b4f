/** The table the feature server checks verbs with. The package has no types of its own. */
declare module '@jambonz/verb-specifications' {
  /** @throws Error for an unknown verb or property, a wrong type, or a value that is missing. */
  export function validate(logger: { info(...args: unknown[]): void }, document: unknown): void;
}
