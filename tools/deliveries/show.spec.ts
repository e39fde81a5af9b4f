import { describe, expect, it } from '@jest/globals';
import type { DeliverySummary } from '#libs/contracts';
import { shownList, shownRequeue } from './show.js';

const delivery = (difference: Partial<DeliverySummary> = {}): DeliverySummary => ({
  deliveryId: '6b9aecbf-cbd6-44f6-bb13-c31021a9d625',
  clientId: 'c24f668f-5362-4781-8583-8fb8ceb6b63d',
  kind: 'statement',
  language: 'sq',
  state: 'sent',
  attempts: 1,
  maskedAddress: 'c…@example.com',
  acceptedAt: '2026-11-22T12:00:00.000Z',
  nextAttemptAt: null,
  sentAt: '2026-11-22T12:00:01.000Z',
  lastReply: '250 OK',
  ...difference,
});
const counts = { queued: 0, sending: 0, sent: 1, unknown: 0, dead: 1 };
const there = { awaySince: null, lastProblem: null };

describe('what staff read of deliveries', () => {
  it('one a line, in columns', () => {
    const dead = delivery({
      state: 'dead',
      attempts: 8,
      sentAt: null,
      lastReply: '552 5.2.2 mailbox full',
      kind: 'transaction-list',
    });
    const lines = shownList({ deliveries: [], next: null, counts, mailServer: there }, [delivery(), dead]).split('\n');
    expect(lines[0]).toBe('2 e-mails: 1 sent, 1 dead.');
    expect(lines[2]).toMatch(/^id +state +tries +what +to +accepted +sent, or next try +last reply$/);
    expect(lines[3]).toMatch(/^6b9aecbf +sent +1 +statement \(sq\) +c…@example.com +2026-11-22 .* 250 OK$/);
    expect(lines[4]).toMatch(/^6b9aecbf +dead +8 +card list \(sq\) .*not by itself +552 5.2.2 mailbox full$/);
    expect(lines[3]!.indexOf('250 OK')).toBe(lines[4]!.indexOf('552'));
  });

  it('that the mail server is away, and that there is nothing yet', () => {
    const none = { queued: 0, sending: 0, sent: 0, unknown: 0, dead: 0 };
    const away = { awaySince: '2026-11-22T12:00:00.000Z', lastProblem: 'connect ECONNREFUSED' };
    expect(shownList({ deliveries: [], next: null, counts: none, mailServer: away }, [])).toMatch(
      /^No e-mail was asked for yet\.\n! The mail server is away since 2026-11-22 .*: connect ECONNREFUSED$/,
    );
  });

  it('what was queued again, and why the rest was not', () => {
    const refused = [{ deliveryId: delivery().deliveryId, why: 'expired' as const }];
    expect(shownRequeue({ requeued: 2, refused })).toBe(
      '2 queued again.\n! 6b9aecbf not: its data are kept for 48 hours only; the client has to ask again',
    );
  });
});
