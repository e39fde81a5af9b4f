import { change, get } from './api.js';
import { bars, card, dayAndTime, fill, make, table, words } from './elements.js';

/** E-mails that were promised, by state; those that were given up can be tried again. */
export async function deliveries(main, { state, after } = {}, { may, tell, say }) {
  const query = [state ? `state=${state}` : '', after ? `after=${encodeURIComponent(after)}` : ''].filter(Boolean);
  const show = async () => {
    const { deliveries: rows, next, counts, mailServer } = await get(`/deliveries?${['limit=50', ...query].join('&')}`);
    const again = ({ deliveryId }) =>
      make('button', { type: 'button', onclick: () => requeue(deliveryId).catch(tell) }, 'Try again');
    fill(
      main,
      mailServer.awaySince === null
        ? undefined
        : make(
            'p',
            { class: 'problem' },
            `The mail server is away since ${dayAndTime(mailServer.awaySince)}: ${mailServer.lastProblem ?? ''}`,
          ),
      card(
        'E-mails by state',
        bars('E-mails by state', Object.entries(counts)),
        make(
          'p',
          {},
          make('a', { href: '#/deliveries' }, 'All'),
          ' · ',
          make('a', { href: '#/deliveries?state=dead' }, 'Given up'),
          ' · ',
          make('a', { href: '#/deliveries?state=queued' }, 'Waiting'),
        ),
      ),
      card(
        'Deliveries',
        rows.length === 0
          ? make('p', { class: 'quiet' }, 'None.')
          : table(
              'Deliveries',
              ['Promised', 'What', 'To', 'State', 'Tries#', 'Last reply', ''],
              rows.map((row) => [
                dayAndTime(row.acceptedAt),
                words(row.kind.replace('-', ' ')),
                row.maskedAddress ?? '',
                row.state === 'queued' && Date.parse(row.nextAttemptAt) > Date.now()
                  ? `waits until ${dayAndTime(row.nextAttemptAt)}`
                  : row.state,
                String(row.attempts),
                row.lastReply ?? '',
                row.state === 'dead' && may('requeueDeliveries') ? again(row) : '',
              ]),
            ),
        next === null
          ? undefined
          : make(
              'p',
              {},
              make(
                'a',
                {
                  href: `#/deliveries?${[...(state ? [`state=${state}`] : []), `after=${encodeURIComponent(next)}`].join('&')}`,
                },
                'Older ones',
              ),
            ),
      ),
    );
  };
  const requeue = async (deliveryId) => {
    const { requeued, refused } = await change('/deliveries/requeue', { deliveryIds: [deliveryId] });
    if (requeued === 1) say('It is tried again now.');
    else tell(new Error(`It cannot be tried again: ${words(refused[0]?.why.replaceAll('-', ' '))}.`));
    await show();
  };
  await show();
}
