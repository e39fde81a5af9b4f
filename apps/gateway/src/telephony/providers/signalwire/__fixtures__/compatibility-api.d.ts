/** What the tests use of SignalWire's SDK, whose own types its package.json hides. */
declare module '@signalwire/compatibility-api' {
  interface Gather {
    say(attributes: { voice: string; language: string }, text: string): void;
  }

  class VoiceResponse {
    gather(attributes: Readonly<Record<string, unknown>>): Gather;
    redirect(attributes: { method: string }, url: string): void;
    toString(): string;
  }

  export const RestClient: {
    LaML: { VoiceResponse: typeof VoiceResponse };
    validateRequest(key: string, signature: string, url: string, parameters: Readonly<Record<string, string>>): boolean;
  };
}
