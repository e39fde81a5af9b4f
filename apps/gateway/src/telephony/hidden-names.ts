import type { WebhookForm } from './webhook-form.js';
import { WebhookRefused } from './webhook-refused.js';

/**
 * Refuses a form in which a boundary was shifted, where names and values are signed without anything between them:
 * `FinishedOnKe=y#` has the signature of `FinishedOnKey=#`. A name that is missing as a name but stands in the signed
 * text was shifted there.
 * @param signed names and values as they are signed.
 * @param optional names a request of this provider may have and need not.
 * @throws WebhookRefused naming the name.
 */
export function refuseHiddenNames(form: WebhookForm, signed: string, optional: readonly string[]): void {
  const given = new Set(form.parameters.map(([name]) => name));
  // For a name that is part of others, the names that are given do not count: `Caller` stands in `CallerName` too.
  const values = form.parameters.map(([name, value]) => (optional.includes(name) ? '' : name) + value).join('\n');
  for (const name of optional) {
    const isPart = optional.some((other) => other !== name && other.includes(name));
    if (!given.has(name) && (isPart ? values : signed).includes(name)) throw new WebhookRefused('malformed', name);
  }
}
