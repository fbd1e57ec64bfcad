// Compare: two runs, before and after, on one scale.

import {drawByteAxis, drawTimeAxis} from './axes';
import {Canvas, colors} from './canvas';
import {fill, h, type Child} from './dom';
import {bytesText, counted, figure, unitText, type Unit} from './format';
import {onlyChanged, type Model, type View} from './model';
import {wholeRunNote} from './overview';
import type {Finding, Int, Run} from './payload';
import {siteButton} from './site';
import {pickColumns, seriesOf, StackPicture} from './stack';
import type {State} from './state';
import {table} from './table';

const kNames = ['Before', 'After'];

export function compareView(model: Model): View {
  const title = h('h2');
  const whole = wholeRunNote('The figures below are');
  const [before, after] = [model.data.runs[0]!, model.data.runs[1] ?? model.data.runs[0]!];
  const top = Math.max(1, before.timeline.peak.total, after.timeline.peak.total) * 1.08;
  const stacks = [new StackPicture(), new StackPicture()];
  const charts = [before, after].map((run, index) => new Canvas(
      () => innerWidth < 700 ? 170 : 200, (self, context) => {
    const state = model.store.get();
    const left = self.width < 500 ? 58 : 74;
    const box = {x: left, y: 14, width: Math.floor(self.width - left - 4), height: self.height - 40};
    // One scale of time, too: that of the longer run, or the brushed window.
    const longest = Math.max(model.duration(0), model.duration(1));
    const [from, to] = state.from < 0 ? [0, longest] : [state.from, state.to];
    drawByteAxis(context, box, top);
    const picks = pickColumns(run.timeline, from, to, box.width);
    stacks[index]!.draw(context, run.timeline, box, picks, top, seriesOf(model, run.timeline, state));
    drawTimeAxis(context, box, from, to);
    const y = box.y + box.height * (1 - run.timeline.peak.total / top);
    context.strokeStyle = colors().text;
    context.setLineDash([4, 4]);
    context.beginPath();
    context.moveTo(box.x, y);
    context.lineTo(box.x + box.width, y);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = colors().text;
    context.fillText(`peak ${bytesText(run.peak.bytes)}`, box.x + 6, y - 8);
  }, {class: 'chart', role: 'img', 'aria-label': `Timeline, ${kNames[index]}: peak ${
      bytesText(run.peak.bytes)}`}));
  const pictures = h('div', {class: 'halves'}, ...[before, after].map((run, i) => h('figure', {
    class: 'side'}, h('figcaption', null, `${kNames[i]}: `, h('bdi', null, model.str(run.name))),
    charts[i]!.element)));
  const figures = h('section');
  const sites = h('section');
  const found = h('section');
  return {
    element: h('div', {class: 'view compare'}, title, pictures, whole.element, figures, sites, found),
    update(state, changed) {
      title.textContent = headline(before, after);
      for (const chart of charts) chart.redraw();
      whole.update(state);
      if (onlyChanged(changed, 'from', 'to', 'at')) return;
      fill(figures, h('h3', null, 'In figures'), figureTable(before, after));
      fill(sites, h('h3', null, 'What holds the peak'), siteTable(model, before, after, state));
      fill(found, findings(model, before, after, state));
    },
  };
}

function headline(before: Run, after: Run): string {
  const a = Number(before.peak.bytes), b = Number(after.peak.bytes);
  if (a === b) return `The peak stayed the same: ${bytesText(before.peak.bytes)}`;
  const by = a > 0 ? `${Math.abs(100 * (b - a) / a).toFixed(0)} % ` : '';
  return `The peak is ${by}${b < a ? 'lower' : 'higher'}: ${bytesText(before.peak.bytes)} \u2192 ${
      bytesText(after.peak.bytes)}`;
}

function change(a: Int, b: Int, unit: Unit): HTMLElement {
  const by = BigInt(b) - BigInt(a);
  const words = by === 0n ? 'same' : `${by > 0n ? '+' : '\u2212'}${
      unitText((by < 0n ? -by : by).toString(), unit)}`;
  return h('span', {class: by < 0n ? 'goodtext' : by > 0n ? 'badtext' : 'note', 'data-n': by.toString()},
           words);
}

function figureTable(before: Run, after: Run): HTMLElement {
  const rows: [string, Unit, (run: Run) => Int, string][] = [
    ['Peak', 'bytes', (run) => run.peak.bytes, 'peak.bytes'],
    ['Buffers at the peak', 'count', (run) => run.peak.buffers, 'peak.buffers'],
    ['Peak if all is fixed', 'bytes', (run) => run.what_if.peak_bytes_all_fixed,
     'what_if.peak_bytes_all_fixed'],
    ['Allocated', 'bytes', (run) => run.totals['alloc_bytes'] ?? 0, 'totals.alloc_bytes'],
    ['Buffers made', 'count', (run) => run.totals['alloc_count'] ?? 0, 'totals.alloc_count'],
    ['Temporaries', 'count', (run) => run.totals['temporary_count'] ?? 0, 'totals.temporary_count'],
    ['Copied', 'bytes', (run) => run.copies.bytes, 'copies.bytes'],
    ['Needlessly copied', 'bytes', (run) => run.copies.redundant_bytes, 'copies.redundant_bytes'],
    ['Leaked', 'bytes', (run) => run.leaks.bytes, 'leaks.bytes'],
    ['Duration', 'time', (run) => run.trace.duration_ns, 'trace.duration_ns'],
  ];
  return h('div', {class: 'scroll slim'}, h('table', null,
    h('caption', {class: 'unseen'}, 'Figures before and after'),
    h('thead', null, h('tr', null, ...['', 'Before', 'After', 'Change'].map(
        (words, i) => h('th', {scope: 'col', class: i ? 'n' : 't'}, words)))),
    h('tbody', null, ...rows.map(([name, unit, value, key]) => h('tr', null,
      h('th', {scope: 'row', class: 't'}, name),
      h('td', {class: 'n'}, figure(value(before), unit, `before.${key}`)),
      h('td', {class: 'n'}, figure(value(after), unit, `after.${key}`)),
      h('td', {class: 'n'}, change(value(before), value(after), unit)))))));
}

function sums(run: Run): Map<number, number> {
  const result = new Map<number, number>();
  const rows = run.peak_rows;
  for (let i = 0; i < rows.n; ++i) {
    result.set(rows.site[i]!, (result.get(rows.site[i]!) ?? 0) + rows.bytes[i]!);
  }
  return result;
}

function siteTable(model: Model, before: Run, after: Run, state: State): HTMLElement {
  const a = sums(before), b = sums(after);
  const by = (site: number) => (b.get(site) ?? 0) - (a.get(site) ?? 0);
  const sites = [...new Set([...a.keys(), ...b.keys()])].filter((site) => model.wanted(site, state));
  sites.sort((x, y) => Math.abs(by(y)) - Math.abs(by(x)) ||
                       Math.max(a.get(y) ?? 0, b.get(y) ?? 0) - Math.max(a.get(x) ?? 0, b.get(x) ?? 0));
  const whole = Math.max(Number(before.peak.bytes), Number(after.peak.bytes));
  const column = (name: string, title: string, map: Map<number, number>) => ({
    name, title, unit: 'bytes' as const, whole, value: (site: number) => map.get(site) ?? 0});
  return table({
    caption: 'Places before and after', store: model.store, rows: sites, first: 40,
    columns: [
      column('before', 'Before', a), column('after', 'After', b),
      {name: 'change', title: 'Change', unit: 'bytes', value: by,
       cell: (site) => change(a.get(site) ?? 0, b.get(site) ?? 0, 'bytes')},
      {name: 'site', title: 'Made at', unit: 'text', value: (site) => model.siteText(site),
       cell: (site) => siteButton(model, site)},
    ],
    footers: [[figure(before.peak.bytes, 'bytes'), figure(after.peak.bytes, 'bytes'),
               change(before.peak.bytes, after.peak.bytes, 'bytes'), 'the peak']],
  });
}

function findings(model: Model, before: Run, after: Run, state: State): HTMLElement {
  const key = (one: Finding) => `${model.str(one.rule)} ${one.site}`;
  const of = (run: Run) => new Map(run.findings.filter(
      (one) => one.allowed === 0 && model.wanted(one.site, state)).map((one) => [key(one), one]));
  const a = of(before), b = of(after);
  const item = (one: Finding): Child => h('li', null, h('b', null, model.str(one.rule)), ' ',
      siteButton(model, one.site), ' ', h('span', {class: 'note'}, model.str(one.message)));
  const part = (title: string, list: Finding[], look: string) => h('div', {class: 'side'},
    h('h4', {class: look}, `${title}: ${counted(list.length, 'finding')}`),
    h('ul', {class: 'plain'}, ...list.map(item)));
  return h('div', null, h('h3', null, 'What was found'), h('div', {class: 'halves'},
    part('Gone', [...a].filter(([name]) => !b.has(name)).map((pair) => pair[1]), 'goodtext'),
    part('New', [...b].filter(([name]) => !a.has(name)).map((pair) => pair[1]), 'badtext')),
    part('Still there', [...b].filter(([name]) => a.has(name)).map((pair) => pair[1]), ''));
}
