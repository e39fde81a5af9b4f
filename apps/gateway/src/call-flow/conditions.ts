import type { CallState } from './call-state.js';
import type { FlowSettings } from './flow-settings.js';
import type { ConditionName } from './flow.schema.js';

/** The most cards a menu offers; more than these are reached through an agent (requirements 3.3). */
export const MOST_CARDS_OFFERED = 6;

/** Not known to be registered to anybody; a withheld number too, where the bank treats it so (D11). */
export function isUnregistered(state: CallState, settings: FlowSettings): boolean {
  return (
    state.standing === 'UNREGISTERED' || (state.standing === 'HIDDEN' && settings.withheldNumber === 'as_unregistered')
  );
}

type Condition = (state: CallState, settings: FlowSettings) => boolean;

/** The questions a flow may ask; a name in the flow without a function here does not compile. */
const CONDITIONS: Record<ConditionName, Condition> = {
  afterSlip: (state) => state.slipped,
  callerRegistered: (state) => state.standing === 'REGISTERED',
  callerNotRegistered: (state) => state.standing !== 'REGISTERED',
  cardsFromUnregisteredNumber: (state, settings) => state.goal === 'cards' && isUnregistered(state, settings),
  emergencyAnnouncement: (_, settings) => settings.emergencyAnnouncement,
  moreThanSixCards: (state) => (state.offeredCards?.length ?? 0) > MOST_CARDS_OFFERED,
  privacyNotice: (_, settings) => settings.privacyNotice,
  severalTransactionsSpoken: (_, settings) => settings.spokenTransactions > 1,
  telephonePin: (_, settings) => settings.pinKind === 'telephone',
};

/** Whether a condition holds; none always does. */
export function holds(condition: ConditionName | undefined, state: CallState, settings: FlowSettings): boolean {
  return condition === undefined || CONDITIONS[condition](state, settings);
}
