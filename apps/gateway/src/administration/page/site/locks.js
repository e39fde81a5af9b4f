import { change, get } from './api.js';
import { askForReason, card, dayAndTime, make, table } from './elements.js';

/** Cards and caller numbers that are locked out of the phone channel. */
export async function locks(main, _, { may, tell, say }) {
  const show = async () => {
    const [cards, numbers] = await Promise.all([get('/locks/cards?limit=100'), get('/locks/caller-numbers?limit=100')]);
    main.replaceChildren(
      card(
        'Locked cards',
        cards.locks.length === 0
          ? make('p', { class: 'quiet' }, 'No card is locked.')
          : table(
              'Locked cards',
              ['Card', 'Until', 'Wrong PINs#', 'In all#', ''],
              cards.locks.map((lock) => [
                `${lock.kind} card ending in ${lock.lastFour}`,
                lock.until === null ? 'staff unlock it' : dayAndTime(lock.until),
                String(lock.consecutive),
                String(lock.total),
                releaseOf(lock),
              ]),
            ),
      ),
      card(
        'Blocked caller numbers',
        numbers.locks.length === 0
          ? make('p', { class: 'quiet' }, 'No caller number is blocked.')
          : table(
              'Blocked caller numbers',
              ['Number', 'Until', ''],
              numbers.locks.map((lock) => [
                lock.callerNumber ?? lock.maskedCallerNumber,
                lock.until === null ? 'staff unblock it' : dayAndTime(lock.until),
                may('releaseCallerNumber') && lock.callerNumber
                  ? button('Unblock', `Unblock ${lock.callerNumber}`, (reason) =>
                      change('/locks/caller-numbers/release', { callerNumber: lock.callerNumber, reason }),
                    )
                  : '',
              ]),
            ),
      ),
    );
  };
  const button = (label, title, act) =>
    make('button', { type: 'button', 'aria-label': title, onclick: () => act2(title, label, act).catch(tell) }, label);
  const act2 = async (title, label, act) => {
    const reason = await askForReason(title, label);
    if (reason === undefined) return;
    await act(reason);
    say(`${title}: done.`);
    await show();
  };
  const releaseOf = (lock) => {
    const name = `the ${lock.kind} card ending in ${lock.lastFour}`;
    if (lock.takesTwo)
      return may('proposeCardRelease')
        ? button('Propose', `Propose to unlock ${name}`, (reason) =>
            change(`/locks/cards/${lock.cardId}/release/proposals`, { reason }),
          )
        : 'takes two persons';
    return may('releaseCard')
      ? button('Unlock', `Unlock ${name}`, (reason) => change(`/locks/cards/${lock.cardId}/release`, { reason }))
      : '';
  };
  await show();
}
