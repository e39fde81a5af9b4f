/* global clearInterval, setInterval */
import { change, get } from './api.js';
import { askForReason, card, dayAndTime, fill, make, table, time, words } from './elements.js';

const PAGE = 50;
/** Live calls move: the list is asked for anew this often, milliseconds. */
const AGAIN_MS = 3_000;

/** Calls under way, and the newest that are over. */
export async function calls(main, { after } = {}, { tell, leave }) {
  const liveRows = make('div');
  const live = card('Live calls', liveRows);
  const show = async () => {
    const { calls: rows } = await get('/calls?state=live&limit=100');
    liveRows.replaceChildren(
      rows.length === 0
        ? make('p', { class: 'quiet' }, 'Nobody is on the phone.')
        : table(
            'Live calls',
            ['Since', 'From', 'At', 'Language', 'Identified', 'Over', 'Steps#'],
            rows.map((call) => [
              link(call),
              call.maskedCallerNumber || 'withheld',
              call.isEnding ? `${call.place ?? ''} (ending)` : (call.place ?? ''),
              call.language ?? '',
              words(call.level) || 'no',
              call.provider,
              String(call.steps),
            ]),
          ),
    );
  };
  const { calls: over, next } = await get(
    `/calls?state=ended&limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ''}`,
  );
  await show();
  const timer = setInterval(() => show().catch(tell), AGAIN_MS);
  leave(() => clearInterval(timer));
  main.replaceChildren(
    live,
    card(
      'Calls that are over',
      over.length === 0
        ? make('p', { class: 'quiet' }, 'None.')
        : table(
            'Calls that are over',
            ['Began', 'Ended', 'From', 'Outcome', 'Over', 'Steps#'],
            over.map((call) => [
              link(call),
              time(call.endedAt),
              call.maskedCallerNumber || 'withheld',
              words(call.outcome),
              call.provider,
              String(call.steps),
            ]),
          ),
      next === null
        ? undefined
        : make('p', {}, make('a', { href: `#/calls?after=${encodeURIComponent(next)}` }, 'Older calls')),
    ),
  );
}

const link = (call) => make('a', { href: `#/calls/${call.callId}` }, dayAndTime(call.startedAt));

/** One call and what happened in it. */
export async function oneCall(main, { id }, { may, tell, leave }) {
  const shown = make('div', { class: 'card' });
  const show = async () => {
    const { call, callerNumber, timeLine } = await get(`/calls/${id}`);
    const isLive = call.endedAt === null;
    fill(
      shown,
      make('h2', {}, `Call of ${dayAndTime(call.startedAt)}`),
      make(
        'p',
        {},
        `${callerNumber ?? (call.maskedCallerNumber || 'number withheld')} over ${call.provider}, `,
        isLive
          ? `at ${call.place ?? 'its beginning'} now`
          : `ended ${dayAndTime(call.endedAt)}: ${words(call.outcome)}`,
      ),
      make(
        'ol',
        { class: 'time-line', 'aria-label': 'Time line' },
        ...timeLine.map((entry) =>
          make(
            'li',
            {},
            make('span', { class: 'quiet' }, time(entry.at)),
            make('span', {}, `${words(entry.event)}`),
            make('span', {}, [entry.place, words(entry.intent), words(entry.outcome)].filter(Boolean).join(' · ')),
          ),
        ),
      ),
      isLive && !call.isEnding && may('endCall')
        ? make('p', {}, make('button', { type: 'button', onclick: () => end().catch(tell) }, 'End this call'))
        : undefined,
      call.isEnding ? make('p', { class: 'quiet' }, 'The caller is said goodbye at the next step.') : undefined,
    );
    return isLive;
  };
  const end = async () => {
    const reason = await askForReason('End this call', 'End the call');
    if (reason === undefined) return;
    await change(`/calls/${id}/end`, { reason });
    await show();
  };
  const isLive = await show();
  if (isLive) {
    const timer = setInterval(
      () =>
        show()
          .then((goesOn) => goesOn || clearInterval(timer))
          .catch(tell),
      AGAIN_MS,
    );
    leave(() => clearInterval(timer));
  }
  main.replaceChildren(make('p', {}, make('a', { href: '#/calls' }, '← Calls')), shown);
}
