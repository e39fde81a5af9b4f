import { cardNumberSealed, creditCardsListed, lookedUp, verificationDecided } from './gates.js';
import { debitCardsListed, emailAnswered, heard, readOut } from './information.js';
import type { ServiceReply } from './service-request.js';
import { complaintOpened } from './transfers.js';
import type { Output, Walk } from './walk.js';

/** What follows from the reply of a service; no answer is an answer too (section 8). */
export function takeReply(walk: Walk, reply: ServiceReply): Output {
  switch (reply.to) {
    case 'lookUpCallerNumber':
      return lookedUp(walk, reply.ok ? reply.value : undefined);
    case 'sealCardNumber':
      return cardNumberSealed(walk, reply.ok ? reply.value : undefined);
    case 'verifyCard':
    case 'verifyClientNumber':
      return verificationDecided(walk, reply.ok ? reply.value : undefined);
    case 'listCreditCards':
      return creditCardsListed(walk, reply.ok ? reply.value : undefined);
    case 'limitAndDebt':
      return readOut(walk, 'C1', reply.ok ? heard.limitAndDebt(reply.value) : undefined);
    case 'lastTransactions':
      return readOut(walk, 'C2', reply.ok ? heard.lastTransactions(reply.value) : undefined);
    case 'listDebitCards':
      return debitCardsListed(walk, reply.ok ? reply.value : undefined);
    case 'linkedBalances':
      return readOut(walk, 'A1', reply.ok ? heard.linkedBalances(reply.value) : undefined);
    case 'allBalances':
      return readOut(walk, 'A2', reply.ok ? heard.allBalances(reply.value) : undefined);
    case 'emailStatement':
      return emailAnswered(walk, 'A3', reply.ok ? reply.value : undefined);
    case 'emailTransactions':
      return emailAnswered(walk, 'C3', reply.ok ? reply.value : undefined);
    case 'openComplaint':
      return complaintOpened(walk, reply.ok ? reply.value.reference : undefined);
  }
}
