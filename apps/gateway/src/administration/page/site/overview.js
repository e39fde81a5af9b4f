/* global document, getComputedStyle, location, ResizeObserver */
import { get } from './api.js';
import { bars, card, make, words } from './elements.js';
import uPlot from './uplot.js';

const HOUR_MS = 3_600_000;
const SPANS = [
  ['24', 'last day'],
  ['168', 'last week'],
  ['720', 'last 30 days'],
];

/** How the phone did: calls, how they ended, where callers left, verifications, e-mails. */
export async function overview(main, { hours = '24' } = {}) {
  const to = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS);
  const from = new Date(to.getTime() - Number(hours) * HOUR_MS);
  const times = `from=${from.toISOString()}&to=${to.toISOString()}`;
  const [statistics, deliveries, live] = await Promise.all([
    get(`/statistics?${times}`),
    get('/deliveries?limit=1'),
    get('/calls?state=live&limit=100'),
  ]);
  const calls = sum(statistics.hours, 'calls');
  const ended = sum(statistics.outcomes, 'calls');
  const contained = sum(statistics.hours, 'contained');
  const choose = make('select', {
    'aria-label': 'Time',
    onchange: ({ target }) => (location.hash = `#/overview?hours=${target.value}`),
  });
  choose.append(...SPANS.map(([value, label]) => make('option', { value, selected: value === hours }, label)));
  const drawing = make('div', {
    class: 'drawing',
    role: 'img',
    'aria-label': `Calls per hour: ${calls} in all, ${contained} ended without an agent`,
  });
  main.replaceChildren(
    make('div', {}, choose),
    card(
      'At a glance',
      make(
        'dl',
        { class: 'figures' },
        ...figure('live now', live.next === null ? live.calls.length : `${live.calls.length}+`),
        ...figure('calls', calls),
        ...figure('ended without an agent', ended === 0 ? '–' : `${Math.round((100 * contained) / ended)} %`),
        ...figure('e-mails given up', deliveries.counts.dead),
      ),
    ),
    card('Calls per hour', drawing, make('p', { class: 'quiet' }, 'All, and those that ended without an agent.')),
    make(
      'div',
      { class: 'plots' },
      card(
        'How calls ended',
        bars(
          'How calls ended',
          statistics.outcomes.map(({ outcome, calls: count }) => [words(outcome), count]),
        ),
      ),
      card(
        'Where callers left',
        bars(
          'Where callers left',
          statistics.leftAt.map(({ place, calls: count }) => [place || 'before the first menu', count]),
        ),
      ),
      card(
        'Identifications',
        bars(
          'Identifications',
          statistics.verifications.map(({ outcome, count }) => [words(outcome), count]),
        ),
      ),
      card('E-mails by state', bars('E-mails by state', Object.entries(deliveries.counts))),
    ),
  );
  draw(drawing, statistics.hours, from, to);
}

const figure = (label, value) => [make('div', {}, make('dt', {}, label), make('dd', {}, String(value)))];
const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);

function draw(place, hours, from, to) {
  const known = new Map(hours.map((row) => [Date.parse(row.hour), row]));
  const xs = [];
  for (let at = from.getTime(); at < to.getTime(); at += HOUR_MS) xs.push(at);
  const column = (key) => xs.map((at) => known.get(at)?.[key] ?? 0);
  const styles = getComputedStyle(document.documentElement);
  const colour = (name) => styles.getPropertyValue(name).trim();
  const text = getComputedStyle(document.body).color;
  const axis = { stroke: text, grid: { stroke: '#8884', width: 1 }, ticks: { stroke: '#8884', width: 1 } };
  const bar = uPlot.paths.bars({ size: [0.8, 60] });
  const size = () => ({ width: Math.max(200, place.clientWidth), height: 220 });
  const plot = new uPlot(
    {
      ...size(),
      cursor: { drag: { x: false, y: false } },
      scales: {
        x: { range: (_, least, most) => [least - 1_800, most + 1_800] },
        y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.1))] },
      },
      axes: [axis, { ...axis, size: 45 }],
      series: [
        {},
        {
          label: 'calls',
          stroke: resolved('--accent'),
          fill: resolved('--accent'),
          paths: bar,
          points: { show: false },
        },
        {
          label: 'without an agent',
          stroke: resolved('--go'),
          fill: resolved('--go'),
          paths: bar,
          points: { show: false },
        },
      ],
    },
    [xs.map((at) => at / 1_000), column('calls'), column('contained')],
    place,
  );
  new ResizeObserver(() => plot.setSize(size())).observe(place);

  /** A canvas knows no light-dark(): the browser is asked what it comes to. */
  function resolved(name) {
    place.style.color = colour(name);
    const known = getComputedStyle(place).color;
    place.style.color = '';
    return known;
  }
}
