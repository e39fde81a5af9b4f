/** The headers an agent's telephone shows; names as the gateway's own context has them. */
export function contextOf(headers: { get(name: string): string | null | undefined }): Record<string, unknown> {
  const text = (name: string) => headers.get(name) ?? undefined;
  return {
    callId: text('X-Call-Id'),
    callerNumber: text('X-Caller-Number'),
    callerNumberClass: text('X-Caller-Number-Class'),
    language: text('X-Language'),
    intent: text('X-Intent'),
    path: text('X-Path')?.split(','),
    verified: text('X-Verified') === 'yes',
    level: text('X-Verification-Level'),
    clientNumber: text('X-Client-Number'),
    cardLastFour: text('X-Card-Last-Four'),
    lastPrompt: text('X-Last-Prompt'),
    reference: text('X-Reference'),
  };
}
