// Copies: from where to where, and was it needed: places by wasted bytes, and the lineage of a buffer.

import {afterwards, fill, h} from './dom';
import {bytesText, countText, counted, figure, instantText, shareText} from './format';
import {lineageGraph} from './lineage';
import {lifeButton} from './live_list';
import {kOther, onlyChanged, type Model, type View} from './model';
import type {Run} from './payload';
import {wholeRunNote} from './overview';
import {siteButton} from './site';
import type {State} from './state';
import {table} from './table';

export function copiesView(model: Model): View {
  const title = h('h2');
  const whole = wholeRunNote('Sums by place are');
  const flows = h('section');
  const singles = h('section');
  const graph = h('section');
  const ones = afterwards(() => {
    const state = model.store.get();
    fill(singles, singleTable(model, model.run(state), state));
  });
  const element = h('div', {class: 'view copies'}, title, whole.element, flows, graph, singles);
  return {
    element,
    update(state, changed) {
      const run = model.run(state);
      title.textContent = headline(model, run);
      whole.update(state);
      if (!onlyChanged(changed, 'from', 'to', 'at', 'life')) fill(flows, flowTable(model, run, state));
      if (!onlyChanged(changed, 'from', 'to', 'at', 'q', 'sort')) fill(graph, lineageGraph(model, run, state));
      // Whoever comes for the lineage of a buffer sees it.
      if (changed === null && state.life >= 0) graph.scrollIntoView({block: 'center'});
      if (onlyChanged(changed, 'from', 'to')) ones.later();
      else ones.now();
    },
  };
}

function headline(model: Model, run: Run): string {
  if (Number(run.copies.count) === 0) {
    return run.trace.heap_only ? 'A trace of the heap alone knows of no copies' : 'Nothing was copied';
  }
  const worst = run.flows.wasted_bytes[0] ?? 0;
  return `${bytesText(run.copies.redundant_bytes)} (${
      shareText(run.copies.redundant_bytes, run.copies.bytes) || '0%'}) of ${
      bytesText(run.copies.bytes)} copied was needless` +
      (worst > 0 ? `; most of it at ${model.siteShort(run.flows.to[0]!, 40)}` : '');
}

function flowTable(model: Model, run: Run, state: State): HTMLElement {
  const flows = run.flows;
  const rows: number[] = [];
  for (let i = 0; i < flows.n; ++i) {
    if (model.wanted(flows.from[i]!, state) || model.wanted(flows.to[i]!, state)) rows.push(i);
  }
  const why = (row: number) => model.str(flows.reason[row]!) || model.str(flows.op[row]!);
  const filtered = model.filtered(state);
  const footers = [];
  if (!filtered && flows.other.rows > 0) {
    footers.push([figure(flows.other.wasted_bytes, 'bytes'), figure(flows.other.bytes, 'bytes'),
                  figure(flows.other.count, 'count'), siteButton(model, kOther),
                  siteButton(model, kOther), '']);
  }
  if (!filtered) {
    footers.push([figure(run.copies.redundant_bytes, 'bytes', 'flows.wasted_bytes'),
                  figure(run.copies.bytes, 'bytes', 'flows.bytes'),
                  figure(run.copies.count, 'count', 'flows.count'), 'all copies', '', '']);
  }
  return h('div', null, h('h3', null, 'From where to where'), table({
    caption: 'Copies by place', store: model.store, rows, first: 12, footers,
    empty: 'No copies here.',
    columns: [
      {name: 'wasted', title: 'Needless', unit: 'bytes', value: (i) => flows.wasted_bytes[i]!,
       whole: Number(run.copies.bytes), bar: 'bad', key: 'flow.wasted'},
      {name: 'bytes', title: 'Copied', unit: 'bytes', value: (i) => flows.bytes[i]!,
       whole: Number(run.copies.bytes), key: 'flow.bytes', wide: true},
      {name: 'count', title: 'Copies', unit: 'count', value: (i) => flows.count[i]!, wide: true},
      {name: 'from', title: 'Source made at', unit: 'text', wide: true,
       value: (i) => model.siteText(flows.from[i]!),
       cell: (i) => siteButton(model, flows.from[i]!, 46)},
      {name: 'to', title: 'Copied at', unit: 'text', value: (i) => model.siteText(flows.to[i]!),
       cell: (i) => h('span', null,
                      h('span', {class: 'narrow'}, siteButton(model, flows.from[i]!, 46)),
                      h('span', {class: 'arrow', 'aria-hidden': 'true'}, '\u2192 '),
                      siteButton(model, flows.to[i]!, 46))},
      {name: 'why', title: 'Why', unit: 'text', wide: true, value: why},
    ],
  }));
}

// The largest copies one by one: those made within the window.
function singleTable(model: Model, run: Run, state: State): HTMLElement {
  const {edges, nodes} = run.lineage;
  const [from, to] = model.window(state);
  const rows: number[] = [];
  for (let i = 0; i < edges.n; ++i) {
    if (edges.kind[i] !== 0 || edges.t[i]! < from || edges.t[i]! > to) continue;
    if (model.wanted(edges.site[i]!, state) || model.wanted(nodes.site[edges.from[i]!]!, state)) {
      rows.push(i);
    }
  }
  if (edges.n === 0) return h('div');
  // They come in the order of time.
  rows.sort((a, b) => edges.needless[b]! - edges.needless[a]! || edges.bytes[b]! - edges.bytes[a]! ||
                      a - b);
  const buffer = (node: number) => {
    const life = nodes.life[node]!;
    return life >= 0 ? lifeButton(model, run, life) : h('span', null, `buffer ${nodes.id[node]!}`);
  };
  const show = (row: number) => {
    const edge = [edges.to[row]!, edges.from[row]!].find((node) => nodes.life[node]! >= 0);
    if (edge !== undefined) model.store.set({life: nodes.life[edge]!});
  };
  const folded = run.lineage.other.edges;
  return h('div', null,
    h('h3', null, `${counted(rows.length, 'copy', 'copies')} one by one`,
      state.from >= 0 ? ' in this window' : '', folded > 0 ? ', the largest' : ''),
    table({
      caption: 'Copies one by one', store: model.store, rows, first: 25, press: show,
      empty: 'No copy was made here in this window.',
      columns: [
        {name: 'size', title: 'Size', unit: 'bytes', value: (i) => edges.bytes[i]!},
        {name: 'needless', title: 'Needed', unit: 'text', value: (i) => edges.needless[i]!,
         cell: (i) => edges.needless[i] ? h('b', {class: 'badtext'}, 'needless') : 'yes'},
        {name: 'time', title: 'When', unit: 'text', value: (i) => edges.t[i]!, wide: true,
         cell: (i) => h('button', {type: 'button', class: 'link', click: () => model.store.set(
             {view: 'timeline', at: edges.t[i]!, sort: ''})},
                        instantText(edges.t[i]!, model.duration(state.run)))},
        {name: 'source', title: 'Source', unit: 'text', value: (i) => edges.from[i]!, wide: true,
         cell: (i) => buffer(edges.from[i]!)},
        {name: 'copy', title: 'Copy', unit: 'text', value: (i) => edges.to[i]!, wide: true,
         cell: (i) => buffer(edges.to[i]!)},
        {name: 'lineage', title: 'Lineage', unit: 'text', value: (i) => i,
         cell: (i) => h('button', {type: 'button', class: 'link', click: () => show(i)}, 'show')},
        {name: 'place', title: 'Copied at', unit: 'text', value: (i) => model.siteText(edges.site[i]!),
         cell: (i) => siteButton(model, edges.site[i]!, 50)},
      ],
    }),
    folded > 0 ? h('p', {class: 'note'}, `${countText(folded)} smaller copies and operations are in ` +
                                         'the sums above, and not listed one by one.') : null);
}
