/** Text that is HTML already. */
export type Html = string;

/** HTML from a template; what goes into it is HTML too, so text passes {@link escaped} first. */
export function html(parts: TemplateStringsArray, ...values: readonly (Html | number)[]): Html {
  return String.raw({ raw: parts.raw }, ...values);
}

/** Text as HTML shows it. */
export function escaped(text: string): Html {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}

export function code(text: string): Html {
  return html`<code>${escaped(text)}</code>`;
}

export function join(parts: readonly Html[], between = ''): Html {
  return parts.join(between);
}

/** Text of a comment: what stands in backticks is code. */
export function prose(text: string): Html {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** A value as JSON that a person reads. */
export function json(value: unknown): Html {
  return html`<pre><code>${escaped(JSON.stringify(value, null, 2))}</code></pre>`;
}
