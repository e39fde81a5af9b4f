/* global document */
// Hides every section, and its link, that does not hold all the words looked for.
const field = document.querySelector('input');
const sections = [...document.querySelectorAll('section')].map((section) => ({
  section,
  text: section.textContent.toLowerCase(),
  link: document.querySelector(`nav a[href="#${section.id}"]`)?.parentElement,
}));
const headings = [...document.querySelectorAll('main h2, nav h3')];

function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { section, text, link } of sections) {
    section.hidden = !words.every((word) => text.includes(word));
    if (link) link.hidden = section.hidden;
    if (!section.hidden) found += 1;
  }
  for (const heading of headings) heading.hidden = words.length > 0;
  document.getElementById('found').textContent = words.length === 0 ? '' : `${found} found`;
}

field.addEventListener('input', search);
