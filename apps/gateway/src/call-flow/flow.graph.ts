import { destinationsOf, type Action, type Flow, type Menu, type Say } from './flow.schema.js';

/** Everything a menu can lead to: keys, and slips too many. */
export const actionsOf = (menu: Menu): Action[] => [
  ...menu.options.flatMap(({ does }) => does),
  menu.invalidKey.limit.does,
  menu.noInput.limit.does,
];
/** Menus and entries with their ids, and the ways in to what needs verification. */
export const menusOf = (flow: Flow) => Object.entries(flow.menus);
export const entriesOf = (flow: Flow) => Object.entries(flow.entries);
export const gatesOf = ({ verification: { cards, accounts } }: Flow) => [cards, accounts];

/** Every prompt a menu can say. */
function linesOf(menu: Menu): Say[] {
  const spoken = [menu.opening, menu.invalidKey.say, menu.noInput.say, ...menu.options.map(({ say }) => say)];
  return [...spoken.flat(), ...actionsOf(menu).flatMap(({ say }) => say)];
}

/** Whether an action leads out of its place. */
export function leaves(action: Action, place: string): boolean {
  const [destination] = destinationsOf(action);
  return destination === 'goTo' ? action.goTo !== place : destination !== 'repeat';
}

/** Whether a menu gives an information item, or shows which cards there are. */
export function tellsSomething(menu: Menu): boolean {
  return (
    menu.information !== undefined ||
    menu.choose !== undefined ||
    actionsOf(menu).some((action) => action.emailStatement !== undefined)
  );
}

/** Every menu and entry there is. */
export function placesOf(flow: Flow): string[] {
  return [...Object.keys(flow.menus), ...Object.keys(flow.entries)];
}

/** Every place that is named anywhere, and where it is named. */
export function* namedPlaces(flow: Flow): Generator<[from: string, place: string]> {
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

/** Every prompt that is named anywhere, and where it is named. */
export function* promptsOf(flow: Flow): Generator<[place: string, prompt: string]> {
  for (const [place, menu] of menusOf(flow)) for (const { prompt } of linesOf(menu)) yield [place, prompt];
  for (const [place, entry] of entriesOf(flow)) for (const { prompt } of entry.say) yield [place, prompt];
  for (const [queue, { say }] of Object.entries(flow.queues)) yield [`queue ${queue}`, say];
}

/** Places a caller can come to; without the gates: the places that need no verification. */
export function reachable(flow: Flow, { throughGates }: { throughGates: boolean }): Set<string> {
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
export function silenceEnds(flow: Flow, start: string): boolean {
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
