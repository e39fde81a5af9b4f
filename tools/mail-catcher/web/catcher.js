/* global document, DOMParser, location, setInterval, URLSearchParams */

// Shows new mail by itself: asks now and then which mail is the newest, and puts the new list in the place of the old.
const list = document.getElementById('list');

async function look() {
  try {
    const { id } = await (await fetch('/newest')).json();
    if (id === list.dataset.newest) return;
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
    document.title = page.title;
    document.querySelector('header').replaceWith(page.querySelector('header'));
    list.replaceChildren(...page.getElementById('list').childNodes);
    list.dataset.newest = id;
  } catch {
    // The catcher was stopped; it may come back.
  }
}

if (list && !new URLSearchParams(location.search).has('from')) setInterval(look, 2_000);
