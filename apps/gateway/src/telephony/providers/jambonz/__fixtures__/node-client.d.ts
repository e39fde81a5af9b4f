/** The official package, as far as its check of signatures goes; it has no types of its own. */
declare module '@jambonz/node-client' {
  interface HookRequest {
    get(header: string): string;
    url: string;
    body: Buffer;
  }
  const client: {
    WebhookResponse: {
      /** @returns an express handler. @throws Error from it for what is not signed. */
      verifyJambonzSignature(secret: string): (request: HookRequest, response: unknown, next: () => void) => void;
    };
  };
  export default client;
}
