/* global FormData, location */
import { get } from './api.js';
import { card, dayAndTime, make, table, words } from './elements.js';

const SHOWN = ['actor', 'action', 'subject'];
const HINTS = { actor: 'staff:mira', action: 'admin', subject: 'card:…' };

/** Who did what, and what callers were given; whether it is whole is told by `npm run audit -- verify`. */
export async function audit(main, { after, ...given } = {}) {
  const filter = SHOWN.filter((name) => given[name]).map((name) => `${name}=${encodeURIComponent(given[name])}`);
  const query = [...filter, ...(after ? [`after=${encodeURIComponent(after)}`] : [])];
  const { rows, next } = await get(`/audit-trail?${['limit=50', ...query].join('&')}`);
  const form = make(
    'form',
    {
      class: 'filter',
      onsubmit: (event) => {
        event.preventDefault();
        const chosen = [...new FormData(event.target)].filter(([, value]) => value !== '');
        location.hash = `#/audit?${chosen.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
      },
    },
    ...SHOWN.map((name) =>
      make(
        'label',
        {},
        words(name),
        make('input', {
          name,
          value: given[name] ?? '',
          placeholder: HINTS[name],
          maxlength: 100,
          spellcheck: 'false',
        }),
      ),
    ),
    make('button', { type: 'submit' }, 'Show'),
  );
  main.replaceChildren(
    card(
      'Audit trail',
      form,
      rows.length === 0
        ? make('p', { class: 'quiet' }, 'Nothing like that was written down.')
        : table(
            'Audit trail',
            ['When', 'Who', 'What', 'To what', 'Outcome', 'Reason', 'Row'],
            rows.map((row) => [
              dayAndTime(row.at),
              row.actor,
              row.action,
              row.subject,
              row.outcome ?? '',
              row.reason ?? '',
              `${row.lane}/${row.seq}`,
            ]),
          ),
      next === null
        ? undefined
        : make(
            'p',
            {},
            make('a', { href: `#/audit?${[...filter, `after=${encodeURIComponent(next)}`].join('&')}` }, 'Older ones'),
          ),
    ),
  );
}
