// Leaks: what is left at the end, by place, and whether it grows: a step is once, a ramp is growth.

import {afterwards, fill, h, svg} from './dom';
import {bytesText, counted, figure} from './format';
import {kOther, onlyChanged, type Model, type View} from './model';
import {wholeRunNote} from './overview';
import {siteButton} from './site';
import {table} from './table';

export function leaksView(model: Model): View {
  const title = h('h2');
  const whole = wholeRunNote('Leaks are');
  const list = h('section');
  const all = afterwards(() => {
    const state = model.store.get();
    const run = model.run(state);
    const leaks = run.leak_sites;
    const rows: number[] = [];
    for (let i = 0; i < leaks.n; ++i) if (model.wanted(leaks.site[i]!, state)) rows.push(i);
    const growing = rows.filter((i) => grows(leaks.spark[i] ?? []));
    title.textContent = Number(run.leaks.count) === 0 ? 'Nothing was leaked' :
        `${bytesText(run.leaks.bytes)} in ${counted(run.leaks.count, 'buffer')} were never freed` +
        (growing.length > 0 ? `; ${counted(growing.length, 'place')} ${
            growing.length === 1 ? 'grows' : 'grow'} as the run goes on` : '');
    const footers = [];
    if (!model.filtered(state)) {
      if (leaks.other.rows > 0) {
        footers.push([figure(leaks.other.bytes, 'bytes', 'leaks.other'), '',
                      figure(leaks.other.count, 'count'), siteButton(model, kOther)]);
      }
      footers.push([figure(run.leaks.bytes, 'bytes', 'leaks.total'), '',
                    figure(run.leaks.count, 'count', 'leaks.count'), 'all leaks']);
    }
    const duration = model.duration(state.run);
    const window = model.window(state).map((t) => t / duration) as [number, number];
    fill(list, Number(run.leaks.count) === 0 ? nothing(run.live_at_exit.bytes) : table({
      caption: 'Leaks', store: model.store, rows, footers, empty: 'None here.',
      columns: [
        {name: 'bytes', title: 'Leaked', unit: 'bytes', value: (i) => leaks.bytes[i]!,
         whole: Number(run.leaks.bytes), bar: 'bad', key: 'leak.bytes'},
        {name: 'spark', title: 'Over the run', unit: 'text', value: (i) => rise(leaks.spark[i] ?? []),
         cell: (i) => h('span', {class: 'sparkcell'}, spark(leaks.spark[i] ?? [], window),
                        h('span', {class: grows(leaks.spark[i] ?? []) ? 'badtext' : 'note'},
                          grows(leaks.spark[i] ?? []) ? 'grows' : 'once'))},
        {name: 'count', title: 'Buffers', unit: 'count', wide: true, value: (i) => leaks.count[i]!,
         key: 'leak.count'},
        {name: 'site', title: 'Made at', unit: 'text', value: (i) => model.siteText(leaks.site[i]!),
         cell: (i) => siteButton(model, leaks.site[i]!)},
      ],
    }));
  });
  return {
    element: h('div', {class: 'view leaks'}, title, whole.element, list),
    update(state, changed) {
      whole.update(state);
      if (onlyChanged(changed, 'from', 'to')) all.later();
      else all.now();
    },
  };
}

function nothing(kept: number | string): HTMLElement {
  return h('p', {class: 'note'}, Number(kept) > 0 ?
      `${bytesText(kept)} are kept to the end on purpose: the summary says by whom.` :
      'All that was made was freed, or is kept by what is meant to live on.');
}

// In how many steps it came.
function rise(values: number[]): number {
  let steps = values[0]! > 0 ? 1 : 0;
  for (let i = 1; i < values.length; ++i) if (values[i]! > values[i - 1]!) ++steps;
  return steps;
}

function grows(values: number[]): boolean {
  return rise(values) >= 4;
}

function spark(values: number[], window: [number, number]): SVGElement {
  const width = 128, height = 26;
  const top = Math.max(1, ...values);
  let path = `M0 ${height}`;
  values.forEach((value, i) => {
    const y = (height - 1 - value / top * (height - 3)).toFixed(1);
    path += `L${(i / values.length * width).toFixed(1)} ${y}L${
        ((i + 1) / values.length * width).toFixed(1)} ${y}`;
  });
  path += `L${width} ${height}Z`;
  const [from, to] = window;
  return svg('svg', {class: 'spark', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img',
                     'aria-label': `in ${rise(values)} steps`},
             svg('rect', {x: from * width, y: 0, width: Math.max(1, (to - from) * width), height,
                          class: 'sparkback'}),
             svg('path', {d: path}));
}
