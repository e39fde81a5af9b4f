import { isPromptId, missingPrompts } from '#libs/speech';
import { destinationsOf, type Action, type Flow, type Menu, type Say } from './flow.schema.js';

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

const actionsOf = (menu: Menu): Action[] => [
  ...menu.options.flatMap(({ does }) => does),
  menu.invalidKey.limit.does,
  menu.noInput.limit.does,
];
const menusOf = (flow: Flow) => Object.entries(flow.menus);
const entriesOf = (flow: Flow) => Object.entries(flow.entries);
const gatesOf = ({ verification: { cards, accounts } }: Flow) => [cards, accounts];

function linesOf(menu: Menu): Say[] {
  const spoken = [menu.opening, menu.invalidKey.say, menu.noInput.say, ...menu.options.map(({ say }) => say)];
  return [...spoken.flat(), ...actionsOf(menu).flatMap(({ say }) => say)];
}

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

function leaves(action: Action, place: string): boolean {
  const [destination] = destinationsOf(action);
  return destination === 'goTo' ? action.goTo !== place : destination !== 'repeat';
}

function tellsSomething(menu: Menu): boolean {
  return (
    menu.information !== undefined ||
    menu.choose !== undefined ||
    actionsOf(menu).some((action) => action.emailStatement !== undefined)
  );
}

function placesOf(flow: Flow): string[] {
  return [...Object.keys(flow.menus), ...Object.keys(flow.entries)];
}

function* namedPlaces(flow: Flow): Generator<[from: string, place: string]> {
  yield ['the flow', flow.start];
  yield ['the flow', flow.mainMenu];
  yield ['the flow', flow.wayOut];
  for (const [place, menu] of menusOf(flow))
    for (const { goTo } of actionsOf(menu)) if (goTo !== undefined) yield [place, goTo];
  for (const [place, { giveUp }] of entriesOf(flow)) yield [place, giveUp];
  const { needCredit, cardNumber, pin, clientNumber } = flow.verification;
  for (const gate of gatesOf(flow)) for (const place of Object.values(gate)) yield ['verification', place];
  for (const place of [needCredit, cardNumber, pin, clientNumber]) yield ['verification', place];
}

function* promptsOf(flow: Flow): Generator<[place: string, prompt: string]> {
  for (const [place, menu] of menusOf(flow)) for (const { prompt } of linesOf(menu)) yield [place, prompt];
  for (const [place, entry] of entriesOf(flow)) for (const { prompt } of entry.say) yield [place, prompt];
  for (const [queue, { say }] of Object.entries(flow.queues)) yield [`queue ${queue}`, say];
}

/** Places a caller can come to; without the gates: the places that need no verification. */
function reachable(flow: Flow, { throughGates }: { throughGates: boolean }): Set<string> {
  const seen = new Set<string>();
  const { cards, accounts, needCredit, cardNumber, pin, clientNumber } = flow.verification;
  const identification = [
    cards.identifyAt,
    accounts.identifyAt,
    cardNumber,
    pin,
    clientNumber,
    flow.wayOut,
    accounts.back,
    cards.back,
  ];
  const verified = [cards.menu, cards.chooseAt, accounts.menu, accounts.chooseAt, needCredit];
  const visit = (place: string): void => {
    if (seen.has(place)) return;
    seen.add(place);
    const entry = flow.entries[place];
    if (entry) visit(entry.giveUp);
    const menu = flow.menus[place];
    if (!menu) return;
    for (const action of actionsOf(menu)) {
      if (action.goTo !== undefined) visit(action.goTo);
      // Coming back from a gate without being verified is possible only where nothing was opened.
      if (action.open)
        for (const next of throughGates
          ? [...identification, ...verified]
          : identification.filter((id) => !verified.includes(id)))
          visit(next);
    }
  };
  visit(flow.start);
  return seen;
}

/** Follows what silence leads to; it must come to an end, an agent, or a menu that does. */
function silenceEnds(flow: Flow, start: string): boolean {
  const seen = new Set<string>();
  let place: string | undefined = start;
  while (place !== undefined && !seen.has(place)) {
    seen.add(place);
    const action: Action | undefined = flow.menus[place]?.noInput.limit.does;
    if (action?.transfer !== undefined || action?.hangUp !== undefined) return true;
    place = action?.goTo;
  }
  return place === undefined;
}
