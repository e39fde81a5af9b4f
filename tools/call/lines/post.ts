/** Nobody answers at the gateway's address, or not in time. */
export class GatewayUnreachable extends Error {
  override readonly name = 'GatewayUnreachable';
}

/** Calls a gateway; a redirect is an answer like any other and is not followed. @throws GatewayUnreachable. */
export async function post(
  address: string,
  request: { headers: Record<string, string>; body: string; withinMs: number },
): Promise<{ status: number; type: string; body: string }> {
  const { headers, body, withinMs } = request;
  try {
    const signal = AbortSignal.timeout(withinMs);
    const response = await fetch(address, { method: 'POST', redirect: 'manual', signal, headers, body });
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, body: await response.text() };
  } catch (cause) {
    throw new GatewayUnreachable(`no answer from ${new URL(address).origin} within ${withinMs} ms`, { cause });
  }
}
