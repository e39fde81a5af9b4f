/** What the caller hears instead of "it will be sent", in the order in which it is looked at (requirements 5.3). */ /** Whether an e-mail may be promised; `null`: it may. */ export function whyNotAccepted(
  standing,
  rules,
) {
  if (!standing.hasUsableAddress) return 'no-email';
  if (rules.protection === 'encrypted_pdf' && !standing.hasPassword) return 'no-password';
  if (standing.askedBefore) return 'already';
  if (standing.acceptedToday >= rules.maxPerDay) return 'limit';
  return null;
}
/**
 * The e-mails of a client who asks for much wait behind those of clients who ask for their first today, so that nobody
 * waits behind another's flood (F36). The higher goes first.
 */ export function priorityOf(standing) {
  return Math.max(0, 100 - standing.acceptedToday);
}

//# sourceMappingURL=acceptance.js.map
