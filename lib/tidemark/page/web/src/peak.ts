// Peak: what holds it, by place, dtype, shape, thread or kind: a table and a treemap.

import {hierarchy, treemap, treemapSquarify} from 'd3-hierarchy';
import {inkOn} from './canvas';
import {choice, clear, fill, h, onceAFrame, replaceChoice, shorten} from './dom';
import {bytesText, counted, figure, instantText, shareText} from './format';
import {kOther, onlyChanged, type Model, type View} from './model';
import type {Run} from './payload';
import {siteButton} from './site';
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

// The rows that are wanted, put together by what is asked for.
function groupsOf(model: Model, run: Run, state: State): Group[] {
  const rows = run.peak_rows;
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
  let groups: Group[] = [];

  const nameOf = (group: Group): string => {
    const rows = model.run(store.get()).peak_rows;
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
    const run = model.run(store.get());
    const group_ = store.get().group;
    if (group_ === 'site') return model.color(group.key);
    if (group_ === 'row') return model.color(run.peak_rows.site[group.top]!);
    const palette = model.palette();
    return palette[Math.min(rank, palette.length - 1)] ?? '#888';
  };

  const drawMap = onceAFrame(() => {
    const state = store.get();
    const run = model.run(state);
    const width = map.clientWidth, height = map.clientHeight;
    if (width === 0) return;
    clear(map);
    const other = model.filtered(state) ? 0 : run.peak_rows.other.bytes;
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
            shareText(bytes, run.peak.bytes)} of the peak`,
        style: {left: `${leaf.x0}px`, top: `${leaf.y0}px`, width: `${leaf.x1 - leaf.x0}px`,
                height: `${leaf.y1 - leaf.y0}px`, background: color, color: inkOn(color)},
        click: () => group && pick(group),
      }, roomy ? h('bdi', null, shorten(tileName(name, group), 80)) : null,
         roomy && leaf.y1 - leaf.y0 > 34 ? h('span', null, bytesText(bytes)) : null));
    });
    map.setAttribute('aria-label', `Treemap of the peak: ${shown.slice(0, 5).map(
        (one) => `${nameOf(one)} ${shareText(one.bytes, run.peak.bytes)}`).join(', ')}`);
  });
  new ResizeObserver(drawMap).observe(map);

  function tileName(name: string, group: Group | null): string {
    return group && store.get().group === 'site' ? model.siteName(group.key) : name;
  }
  function pick(group: Group): void {
    const rows = model.run(store.get()).peak_rows;
    const state = store.get();
    const site = state.group === 'site' ? group.key : state.group === 'row' ? rows.site[group.top]! : -1;
    if (site >= 0) store.set({site: state.site === site ? -1 : site});
  }

  return {
    element,
    update(state, changed) {
      if (onlyChanged(changed, 'from', 'to', 'at')) {
        note.textContent = noteText(model, state);
        return;
      }
      const run = model.run(state);
      groups = groupsOf(model, run, state);
      const sum = groups.reduce((all, one) => all + one.bytes, 0);
      title.textContent = model.filtered(state) ?
          `${bytesText(sum)} (${shareText(sum, run.peak.bytes) || '0%'}) of the peak of ${
              bytesText(run.peak.bytes)} is what you filter for` :
          `${bytesText(run.peak.bytes)} in ${counted(run.peak.buffers, 'buffer')} were live at the peak`;
      tabs = replaceChoice(tabs, choice('Peak by', kGroups, state.group,
                                        (group) => store.set({group, sort: ''})));
      note.textContent = noteText(model, state);
      fill(list, groupTable(model, run, state, groups, nameOf));
      drawMap();
    },
  };
}

function noteText(model: Model, state: State): string {
  const run = model.run(state);
  const [from, to] = model.window(state);
  if (run.peak.t >= from && run.peak.t <= to) return '';
  return `The peak, at ${instantText(run.peak.t, model.duration(state.run))}, lies outside of your ` +
         'window of time: the timeline tells what was live within it.';
}

function groupTable(model: Model, run: Run, state: State, groups: Group[],
                    nameOf: (group: Group) => string): HTMLElement {
  const rows = run.peak_rows;
  const bySite = state.group === 'site';
  const filtered = model.filtered(state);
  const sum = groups.reduce((all, one) => [all[0]! + one.bytes, all[1]! + one.count], [0, 0]);
  const whole = Number(run.peak.bytes);
  const other = rows.other;
  const footers = [];
  if (!filtered) {
    if (other.rows > 0 || other.bytes > 0) {
      footers.push([figure(other.bytes, 'bytes', 'peak.other'), figure(other.count, 'count'),
                    siteButton(model, kOther)]);
    }
    footers.push([figure(run.peak.bytes, 'bytes', 'peak.total'),
                  figure(run.peak.buffers, 'count', 'peak.buffers'), 'the peak']);
  } else {
    footers.push([figure(sum[0]!, 'bytes'), figure(sum[1]!, 'count'), 'what you filter for']);
  }
  return table({
    caption: 'The peak', store: model.store, rows: groups.map((_, i) => i), first: 60,
    columns: [
      {name: 'bytes', title: 'Bytes', unit: 'bytes', value: (i) => groups[i]!.bytes, whole,
       key: 'peak.row'},
      {name: 'count', title: 'Buffers', unit: 'count', value: (i) => groups[i]!.count},
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
    empty: 'None of it was live at the peak.',
  });
}
