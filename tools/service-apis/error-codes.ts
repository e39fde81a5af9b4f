/** What each code means to who asked, and what to do about it. */
const MEANINGS: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'The request is not as this page says, or too large. Asking again will not help.',
  EXPIRED:
    'The deadline in the header had passed when the request was read: nothing was done. Ask again if still wanted.',
  GRANT_REFUSED:
    'The grant is missing, over, revoked, or does not open this. Only a verified caller has one that does.',
  UNAVAILABLE:
    'Not now: a dependency is away. Whether anything was done is not known; ask again with the same command id.',
  INTERNAL: 'An error of the service, logged there under the correlation id. As for UNAVAILABLE.',
  BAD_ADDRESS: 'The e-mail address is none that mail could be sent to.',
  BUSY: 'Too many verifications at once: nothing was counted. Ask again in a few seconds.',
  CARD_NOT_FOUND: 'No such card, or not one this grant opens; the two are not told apart.',
  CHANGED: 'What is to be changed is no longer what it was when the change was proposed.',
  EXPORT_NOT_FOUND: 'No such export, or it is over.',
  IMPOSSIBLE_NUMBER: 'A phone number cannot exist.',
  IN_PROGRESS: 'The same command is being worked on: ask again for its answer.',
  NOT_FOUND: 'What was named is not there.',
  SECOND_PERSON_NEEDED: 'What is asked takes two: one who proposes it and another who approves it.',
  SEAL_REFUSED: 'A sealed value cannot be opened: wrong key, wrong context, older than 30 s, or seen before.',
};

/** @throws Error when a code has no meaning yet: it is to be written here. */
export function meaningOf(code: string): string {
  const meaning = MEANINGS[code];
  if (meaning === undefined) throw new Error(`${code}: say in error-codes.ts what it means to who asked`);
  return meaning;
}
