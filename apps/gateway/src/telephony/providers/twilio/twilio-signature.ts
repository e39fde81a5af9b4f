import type { WebhookForm } from '../../webhook-form.js';

/** What Twilio's signature covers besides the address: names and values, sorted, without anything between them. */
export function signedText(form: WebhookForm): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of form.parameters) {
    const known = values.get(name);
    if (known) known.add(value);
    else values.set(name, new Set([value]));
  }
  return [...values.keys()]
    .sort()
    .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value))
    .join('');
}
