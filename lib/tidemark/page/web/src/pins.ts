// Pins: what small view keeps what large buffer.

import {afterwards, fill, h} from './dom';
import {bytesText, counted, figure, instantText} from './format';
import {lifeButton} from './live_list';
import {kOther, onlyChanged, type Model, type View} from './model';
import {siteButton} from './site';
import {table} from './table';

export function pinsView(model: Model): View {
  const title = h('h2');
  const list = h('section');
  const all = afterwards(() => {
    const state = model.store.get();
    const run = model.run(state);
    const pins = run.pins;
    const [from, to] = model.window(state);
    const rows: number[] = [];
    for (let i = 0; i < pins.n; ++i) {
      if (pins.since[i]! > to || (pins.until[i]! >= 0 && pins.until[i]! < from)) continue;
      if (state.at >= 0 && (pins.since[i]! > state.at ||
                            (pins.until[i]! >= 0 && pins.until[i]! <= state.at))) continue;
      if (model.wanted(pins.site[i]!, state) || model.wanted(pins.base_site[i]!, state)) rows.push(i);
    }
    const waste = rows.reduce((sum, i) => sum + pins.wasted_bytes[i]!, pins.other.wasted_bytes);
    title.textContent = pins.n === 0 ? 'No small view keeps a large buffer' :
        `${counted(rows.length, 'view')} ${rows.length === 1 ? 'keeps' : 'keep'} ${
            bytesText(waste)} that nobody addresses`;
    const span = model.duration(state.run);
    const until = (i: number) => pins.until[i]! < 0 ? 'the end' : instantText(pins.until[i]!, span);
    const footers = pins.other.rows > 0 && !model.filtered(state) ?
        [[figure(pins.other.wasted_bytes, 'bytes', 'pins.other'), '', siteButton(model, kOther), '', '']] :
        [];
    fill(list, pins.n === 0 ? h('p', {class: 'note'}, 'A view keeps the whole buffer of its base. ' +
             'Where it shows only a little of it, a copy of that little would let the rest go.') : table({
      caption: 'Pins', store: model.store, rows, footers, empty: 'None here.',
      columns: [
        {name: 'wasted', title: 'Kept for nothing', unit: 'bytes', value: (i) => pins.wasted_bytes[i]!,
         whole: 1, wholeOf: (i) => pins.base_bytes[i]!, bar: 'bad', key: 'pin.wasted'},
        {name: 'share', title: 'Shown of base', unit: 'text', value: (i) => pins.view_bytes[i]!,
         cell: (i) => gauge(pins.view_bytes[i]!, pins.base_bytes[i]!)},
        {name: 'view', title: 'View made at', unit: 'text', value: (i) => model.siteText(pins.site[i]!),
         cell: (i) => siteButton(model, pins.site[i]!, 46)},
        {name: 'base', title: 'Base made at', unit: 'text', wide: true,
         value: (i) => model.siteText(pins.base_site[i]!),
         cell: (i) => h('span', null, siteButton(model, pins.base_site[i]!, 46), ' ',
                        pins.life[i]! >= 0 ? lifeButton(model, run, pins.life[i]!) : null)},
        {name: 'since', title: 'While', unit: 'text', wide: true, value: (i) => pins.since[i]!,
         cell: (i) => `${instantText(pins.since[i]!, span)} \u2013 ${until(i)}`},
      ],
    }));
  });
  return {
    element: h('div', {class: 'view pins'}, title, list),
    update(_, changed) {
      if (onlyChanged(changed, 'from', 'to')) all.later();
      else all.now();
    },
  };
}

// The view as a part of its base.
function gauge(part: number, whole: number): HTMLElement {
  return h('span', {class: 'pin'},
           h('span', {class: 'gauge', 'aria-hidden': 'true'},
             h('span', {style: {width: `${Math.max(1, 100 * part / Math.max(1, whole))}%`}})),
           figure(part, 'bytes', 'pin.view'), ' of ', figure(whole, 'bytes', 'pin.base'));
}
