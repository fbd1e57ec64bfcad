// Peak: what holds it, by place, dtype, shape, thread or kind: a table and a treemap. Within a window of
// time that the peak is not in: what held most there.

import {hierarchy, treemap, treemapSquarify} from 'd3-hierarchy';
import {inkOn} from './canvas';
import {afterwards, choice, clear, fill, h, onceAFrame, replaceChoice, shorten, type Child} from './dom';
import {bytesText, counted, figure, instantText, shareText} from './format';
import {allBuffers, allBytes, liveAt} from './live_list';
import {kOther, onlyChanged, type Model, type View} from './model';
import type {Int, PeakRows} from './payload';
import {siteButton} from './site';
import {columnBytes, columnTime, columnTotal, kPeakColumn, largestColumn} from './stack';
import type {State} from './state';
import {table} from './table';

const kGroups: [string, string][] = [['site', 'Place'], ['dtype', 'Dtype'], ['shape', 'Shape'],
                                     ['thread', 'Thread'], ['row', 'One by one']];
const kMostTiles = 150;

interface Group {
  key: number;   // a site, a string, a thread, a row
  bytes: number;
  count: number;
  top: number;   // the row with most bytes
}

// What was live at one instant: the peak of the run, or the largest instant of the window.
interface Held {
  t: number;
  bytes: Int;
  buffers: Int | null;  // null: nobody counted
  rows: PeakRows;
  ofWindow: boolean;
}

function heldIn(model: Model, state: State): Held {
  const run = model.run(state);
  const line = run.timeline;
  const [from, to] = model.window(state);
  const column = largestColumn(line, from, to);
  if (column === kPeakColumn) {
    return {t: run.peak.t, bytes: run.peak.bytes, buffers: run.peak.buffers, rows: run.peak_rows,
            ofWindow: false};
  }
  const t = columnTime(line, column), bytes = columnTotal(line, column);
  const rows: PeakRows = {n: 0, site: [], dtype: [], shape: [], thread: [], bytes: [], count: [],
                          other: {rows: 1, bytes, count: 0}};
  const add = (site: number, dtype: number, shape: number, thread: number, held: number,
               count: number) => {
    ++rows.n;
    rows.site.push(site);
    rows.dtype.push(dtype);
    rows.shape.push(shape);
    rows.thread.push(thread);
    rows.bytes.push(held);
    rows.count.push(count);
    rows.other.bytes = Math.max(0, rows.other.bytes - held);
  };
  if (state.group === 'site') {
    // The timeline has the places to the byte, and no count.
    line.sites.forEach((site, s) => {
      const held = columnBytes(line, s, column);
      if (held > 0) add(site, 0, 0, 0, held, 0);
    });
  } else {
    const {lives} = run;
    for (let i = 0; i < lives.n; ++i) {
      if (!liveAt(lives, i, t) || lives.resized[i]) continue;
      add(lives.site[i]!, lives.dtype[i]!, lives.shape[i]!, lives.thread[i]!, allBytes(lives, i),
          allBuffers(lives, i));
    }
  }
  return {t, bytes, buffers: null, rows, ofWindow: true};
}

// The rows that are wanted, put together by what is asked for.
function groupsOf(model: Model, rows: PeakRows, state: State): Group[] {
  const groups = new Map<number, Group>();
  for (let i = 0; i < rows.n; ++i) {
    if (!model.wanted(rows.site[i]!, state)) continue;
    const key = state.group === 'dtype' ? rows.dtype[i]! : state.group === 'shape' ? rows.shape[i]! :
                state.group === 'thread' ? rows.thread[i]! : state.group === 'row' ? i :
                rows.site[i]!;
    const group = groups.get(key);
    if (!group) {
      groups.set(key, {key, bytes: rows.bytes[i]!, count: rows.count[i]!, top: i});
    } else {
      group.bytes += rows.bytes[i]!;
      group.count += rows.count[i]!;
    }
  }
  return [...groups.values()].sort((a, b) => b.bytes - a.bytes);
}

export function peakView(model: Model): View {
  const {store} = model;
  const title = h('h2');
  let tabs: HTMLElement = h('div');
  const note = h('p', {class: 'note'});
  const list = h('div', {class: 'side'});
  const map = h('div', {class: 'treemap', role: 'img'});
  const element = h('div', {class: 'view peak'}, title, tabs, note,
                    h('div', {class: 'halves'}, list, h('div', {class: 'side'}, map)));
  let held = heldIn(model, store.get());
  let groups: Group[] = [];

  const nameOf = (group: Group): string => {
    const {rows} = held;
    switch (store.get().group) {
      case 'dtype': return model.str(group.key) || 'no dtype (heap)';
      case 'shape': return model.str(group.key) || 'no shape';
      case 'thread': return `thread ${group.key}`;
      case 'row': return [model.str(rows.dtype[group.top]!), model.str(rows.shape[group.top]!),
                          model.siteName(rows.site[group.top]!, 30)].filter((s) => s).join(' ');
      default: return model.siteText(group.key);
    }
  };
  const colorOf = (group: Group, rank: number): string => {
    const group_ = store.get().group;
    if (group_ === 'site') return model.color(group.key);
    if (group_ === 'row') return model.color(held.rows.site[group.top]!);
    const palette = model.palette();
    return palette[Math.min(rank, palette.length - 1)] ?? '#888';
  };

  const drawMap = onceAFrame(() => {
    const state = store.get();
    const width = map.clientWidth, height = map.clientHeight;
    if (width === 0) return;
    clear(map);
    const other = model.filtered(state) ? 0 : held.rows.other.bytes;
    const shown = groups.slice(0, kMostTiles);
    const rest = groups.slice(kMostTiles).reduce((sum, one) => sum + one.bytes, other);
    type Tile = {group: Group | null; bytes: number; children?: Tile[]};
    const root = hierarchy<Tile>({group: null, bytes: 0, children: [
      ...shown.map((group): Tile => ({group, bytes: group.bytes})),
      ...(rest > 0 ? [{group: null, bytes: rest}] : [])]}).sum((tile) => tile.children ? 0 : tile.bytes);
    treemap<Tile>().size([width, height]).paddingInner(1).round(true).tile(treemapSquarify)(root);
    (root.leaves() as unknown as {x0: number; x1: number; y0: number; y1: number; data: Tile}[])
        .forEach((leaf, rank) => {
      const {group, bytes} = leaf.data;
      if (leaf.x1 - leaf.x0 < 1 || leaf.y1 - leaf.y0 < 1) return;
      const color = group ? colorOf(group, rank) : model.color(kOther);
      const name = group ? nameOf(group) : 'Other';
      const roomy = leaf.x1 - leaf.x0 > 46 && leaf.y1 - leaf.y0 > 18;
      map.append(h('div', {
        class: 'tilebox', title: `${shorten(name, 300)}\n${bytesText(bytes)}, ${
            shareText(bytes, held.bytes)} of ${held.ofWindow ? 'it' : 'the peak'}`,
        style: {left: `${leaf.x0}px`, top: `${leaf.y0}px`, width: `${leaf.x1 - leaf.x0}px`,
                height: `${leaf.y1 - leaf.y0}px`, background: color, color: inkOn(color)},
        click: () => group && pick(group),
      }, roomy ? h('bdi', null, shorten(tileName(name, group), 80)) : null,
         roomy && leaf.y1 - leaf.y0 > 34 ? h('span', null, bytesText(bytes)) : null));
    });
    map.setAttribute('aria-label', `Treemap of ${held.ofWindow ? 'what was live' : 'the peak'}: ${
        shown.slice(0, 5).map((one) => `${nameOf(one)} ${shareText(one.bytes, held.bytes)}`).join(', ')}`);
  });
  new ResizeObserver(drawMap).observe(map);

  function tileName(name: string, group: Group | null): string {
    return group && store.get().group === 'site' ? model.siteName(group.key) : name;
  }
  function pick(group: Group): void {
    const {rows} = held;
    const state = store.get();
    const site = state.group === 'site' ? group.key : state.group === 'row' ? rows.site[group.top]! : -1;
    if (site >= 0) store.set({site: state.site === site ? -1 : site});
  }

  const all = afterwards(() => {
    const state = store.get();
    const span = model.duration(state.run);
    held = heldIn(model, state);
    groups = groupsOf(model, held.rows, state);
    const sum = groups.reduce((total, one) => total + one.bytes, 0);
    const whole = bytesText(held.bytes);
    const when = `live at ${instantText(held.t, span)}`;
    title.textContent = model.filtered(state) ?
        `${bytesText(sum)} (${shareText(sum, held.bytes) || '0%'}) of ${held.ofWindow ?
            `the ${whole} ${when}, the most in this window,` : `the peak of ${whole}`
        } is what you filter for` : held.ofWindow ? `${whole} were ${when}, the most in this window` :
        `${whole} in ${counted(held.buffers ?? 0, 'buffer')} were live at the peak`;
    note.textContent = noteText(model, state, held);
    tabs = replaceChoice(tabs, choice('Peak by', kGroups, state.group,
                                      (group) => store.set({group, sort: ''})));
    fill(list, groupTable(model, held, state, groups, nameOf));
    drawMap();
  });

  return {
    element,
    update(state, changed) {
      if (onlyChanged(changed, 'at')) return;
      if (!onlyChanged(changed, 'from', 'to', 'at')) all.now();
      // The same instant says the same.
      else if (heldColumn(model, state) !== kPeakColumn || held.ofWindow) all.later();
    },
  };
}

function heldColumn(model: Model, state: State): number {
  return largestColumn(model.run(state).timeline, ...model.window(state));
}

function noteText(model: Model, state: State, held: Held): string {
  if (!held.ofWindow) return '';
  const run = model.run(state);
  const peak = instantText(run.peak.t, model.duration(state.run));
  return `The peak of the run, at ${peak}, lies outside of your window of time. ` +
      (state.group === 'site' ? 'Places that the timeline does not have are Other.' :
       'Buffers that are not listed one by one, and those that were resized, are Other.');
}

function groupTable(model: Model, held: Held, state: State, groups: Group[],
                    nameOf: (group: Group) => string): HTMLElement {
  const {rows} = held;
  const bySite = state.group === 'site';
  const filtered = model.filtered(state);
  const sum = groups.reduce((all, one) => [all[0]! + one.bytes, all[1]! + one.count], [0, 0]);
  const whole = Number(held.bytes);
  // Of places within a window the timeline has no count.
  const counts = !held.ofWindow || !bySite;
  const some = (count: Child) => counts ? [count] : [];
  const other = rows.other;
  const footers = [];
  if (!filtered) {
    if (held.ofWindow ? other.bytes > 0 : other.rows > 0 || other.bytes > 0) {
      footers.push([figure(other.bytes, 'bytes', 'peak.other'),
                    ...some(held.ofWindow ? '' : figure(other.count, 'count')),
                    siteButton(model, kOther)]);
    }
    footers.push([figure(held.bytes, 'bytes', 'peak.total'),
                  ...some(held.buffers === null ? '' : figure(held.buffers, 'count', 'peak.buffers')),
                  held.ofWindow ? 'all that was live' : 'the peak']);
  } else {
    footers.push([figure(sum[0]!, 'bytes'), ...some(figure(Math.round(sum[1]!), 'count')),
                  'what you filter for']);
  }
  return table({
    caption: held.ofWindow ? 'The most in this window' : 'The peak', store: model.store,
    rows: groups.map((_, i) => i), first: 60,
    columns: [
      {name: 'bytes', title: 'Bytes', unit: 'bytes', value: (i) => groups[i]!.bytes, whole,
       key: 'peak.row'},
      ...(counts ? [{name: 'count', title: 'Buffers', unit: 'count' as const,
                     value: (i: number) => Math.round(groups[i]!.count)}] : []),
      {name: 'name', title: kGroups.find((one) => one[0] === state.group)?.[1] ?? 'Place', unit: 'text',
       value: (i) => nameOf(groups[i]!),
       cell: (i) => bySite ? siteButton(model, groups[i]!.key) :
           state.group === 'row' ?
               h('span', null, [model.str(rows.dtype[groups[i]!.top]!),
                                model.str(rows.shape[groups[i]!.top]!)].join(' ') + ' ',
                 siteButton(model, rows.site[groups[i]!.top]!)) :
               h('bdi', null, shorten(nameOf(groups[i]!), 80))},
    ],
    footers,
    empty: 'None of it was live then.',
  });
}
