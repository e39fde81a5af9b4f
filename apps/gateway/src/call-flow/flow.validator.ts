import { isPromptId, missingPrompts } from '#libs/speech';
import {
  actionsOf,
  entriesOf,
  gatesOf,
  leaves,
  menusOf,
  namedPlaces,
  placesOf,
  promptsOf,
  reachable,
  silenceEnds,
  tellsSomething,
} from './flow.graph.js';
import type { Flow } from './flow.schema.js';

/** Why a flow is refused: the rule, the place, and what to change. */
export interface FlowProblem {
  rule: string;
  place: string;
  message: string;
}

type Rule = (flow: Flow) => Omit<FlowProblem, 'rule'>[];

/** Intents and queues the platform knows; their names never change (requirements 3.3, 6.1). */
const INTENTS = new Set(
  `language.sq language.en language.default card.lost_or_stolen caller.individual caller.business menu.repeat
  information.repeat cards.open accounts.open complaint.individual complaint.business agent.individual agent.cards
  agent.accounts agent.business cards.limit_debt cards.last_transaction cards.transactions_email identify.card
  identify.client_number accounts.linked_balance accounts.all_balances accounts.statement_email statement.ALL
  statement.EUR statement.USD statement.GBP statement.CHF statement.AUD statement.CAD pos.problem nav.main
  nav.previous`.split(/\s+/),
);
const QUEUES = new Set(['lost_card', 'general', 'complaints', 'business', 'pos_support']);

/** Keys a menu takes from the cards found at run time. */
const CARD_KEYS = ['1', '2', '3', '4', '5', '6'];

/** One rule per reason to refuse a flow (P7). */
const RULES: Record<string, Rule> = {
  'one key, one meaning': (flow) =>
    menusOf(flow).flatMap(([place, menu]) => {
      const keys = [...menu.options.flatMap((option) => option.keys), ...(menu.choose ? CARD_KEYS : [])];
      const twice = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
      return [...twice].map((key) => ({ place, message: `key ${key} stands twice in menu ${place}` }));
    }),

  'a menu has a way out': (flow) =>
    menusOf(flow)
      .filter(([place, menu]) => !menu.options.some(({ does }) => does.some((action) => leaves(action, place))))
      .map(([place]) => ({ place, message: `no key of menu ${place} leads out of it` })),

  'every place is reachable': (flow) => {
    const reached = reachable(flow, { throughGates: true });
    return placesOf(flow)
      .filter((place) => !reached.has(place))
      .map((place) => ({ place, message: `nothing leads to ${place}` }));
  },

  'every place exists': (flow) => {
    const places = new Set(placesOf(flow));
    return [...namedPlaces(flow)]
      .filter(([, place]) => !places.has(place))
      .map(([from, place]) => ({ place: from, message: `${from} leads to ${place}, which does not exist` }));
  },

  'every prompt exists in every language': (flow) =>
    [...promptsOf(flow)].flatMap(([place, prompt]) =>
      isPromptId(prompt)
        ? missingPrompts([prompt]).map(({ language }) => ({
            place,
            message: `prompt ${prompt} has no words in ${language}`,
          }))
        : [{ place, message: `there is no prompt ${prompt}` }],
    ),

  'an entry has an error path': (flow) =>
    entriesOf(flow)
      .filter(([, entry]) => flow.menus[entry.giveUp] === undefined)
      .map(([place, entry]) => ({
        place,
        message: `errors in entry ${place} lead to ${entry.giveUp}, which is no menu`,
      })),

  'no loop without input': (flow) =>
    menusOf(flow)
      .filter(([place]) => !silenceEnds(flow, place))
      .map(([place]) => ({ place, message: `a silent caller at menu ${place} is led in a circle` })),

  'every queue exists': (flow) =>
    menusOf(flow).flatMap(([place, menu]) =>
      actionsOf(menu)
        .flatMap(({ transfer }) => transfer ?? [])
        .filter((queue) => !QUEUES.has(queue) || flow.queues[queue] === undefined)
        .map((queue) => ({ place, message: `menu ${place} transfers to queue ${queue}, which does not exist` })),
    ),

  'every intent exists': (flow) =>
    menusOf(flow).flatMap(([place, menu]) =>
      [...menu.options.map(({ intent }) => intent), menu.noInput.limit.intent, menu.invalidKey.limit.intent]
        .filter((intent) => intent !== undefined && !INTENTS.has(intent))
        .map((intent) => ({ place, message: `menu ${place} has intent ${String(intent)}, which does not exist` })),
    ),

  'information only after verification': (flow) => {
    const open = reachable(flow, { throughGates: false });
    const guarded = new Set(gatesOf(flow).flatMap(({ menu, chooseAt }) => [menu, chooseAt]));
    return menusOf(flow)
      .filter(([place, menu]) => open.has(place) && (tellsSomething(menu) || guarded.has(place)))
      .map(([place]) => ({ place, message: `menu ${place} can be reached without verification` }));
  },
};

/**
 * Every reason why a flow must not be used; none: it may (P7). A flow that names a place that does not exist is judged
 * by that alone, as nothing else can be said of it.
 */
export function problemsOf(flow: Flow): FlowProblem[] {
  const judge = (rule: string) => (RULES[rule]?.(flow) ?? []).map((problem) => ({ rule, ...problem }));
  const missing = judge('every place exists');
  return missing.length > 0 ? missing : Object.keys(RULES).flatMap(judge);
}
