// Summary: what should I fix first.

import {fill, h, type Child} from './dom';
import {bytesText, countText, counted, figure, shareText, timeText, type Unit} from './format';
import {lifeButton} from './live_list';
import {onlyChanged, type Model, type View} from './model';
import type {Finding, Int, Run} from './payload';
import {wholeRunNote} from './overview';
import {siteButton} from './site';
import type {State} from './state';
import {table} from './table';

export function summaryView(model: Model): View {
  const whole = wholeRunNote('The summary is');
  const element = h('div', {class: 'view summary'});
  return {
    element,
    update(state, changed) {
      whole.update(state);
      if (onlyChanged(changed, 'from', 'to', 'at')) return;
      const run = model.run(state);
      fill(element, h('h2', null, headline(run)), whole.element, tiles(run), doubts(model, run),
           findings(model, run, state), holders(model, run, state), totals(run),
           scopes(model, run), liveAtExit(model, run));
    },
  };
}

function headline(run: Run): string {
  const peak = Number(run.peak.bytes), fixed = Number(run.what_if.peak_bytes_all_fixed);
  const open = run.findings.filter((one) => one.allowed === 0);
  if (open.length === 0) return `The peak was ${bytesText(run.peak.bytes)}; nothing was found to fix`;
  if (fixed < peak) {
    return `The peak was ${bytesText(run.peak.bytes)}; with all below fixed it would be ${
        bytesText(fixed)}`;
  }
  return `The peak was ${bytesText(run.peak.bytes)}; what was found does not make it higher`;
}

function tile(title: string, figures: Child, note: Child, go?: () => void): HTMLElement {
  const content = [h('span', {class: 'tile-title'}, title), h('span', {class: 'tile-figure'}, figures),
                   h('span', {class: 'tile-note'}, note)];
  return go ? h('button', {type: 'button', class: 'tile', click: go}, ...content) :
              h('div', {class: 'tile'}, ...content);
}

let openView: (view: State['view']) => () => void = () => () => undefined;

export function setOpenView(open: typeof openView): void {
  openView = open;
}

function tiles(run: Run): HTMLElement {
  const error = Number(run.peak.standard_error);
  return h('div', {class: 'tiles'},
    tile('Peak', figure(run.peak.bytes, 'bytes', 'peak.bytes'),
         [`${counted(run.peak.buffers, 'buffer')} at ${timeText(run.peak.t)}`,
          error > 0 ? ` \u00b1 ${bytesText(error)}` : ''].join(''), openView('peak')),
    tile('Peak if all is fixed', figure(run.what_if.peak_bytes_all_fixed, 'bytes',
                                        'what_if.peak_bytes_all_fixed'),
         shareText(run.what_if.peak_bytes_all_fixed, run.peak.bytes) + ' of the peak'),
    tile('Allocated in all', figure(run.totals['alloc_bytes'] ?? 0, 'bytes', 'totals.alloc_bytes'),
         counted(run.totals['alloc_count'] ?? 0, 'buffer'), openView('flame')),
    tile('Copied', figure(run.copies.bytes, 'bytes', 'copies.bytes'),
         h('span', null, figure(run.copies.redundant_bytes, 'bytes', 'copies.redundant_bytes'),
           ' of it needless'), openView('copies')),
    tile('Leaked', figure(run.leaks.bytes, 'bytes', 'leaks.bytes'),
         counted(run.leaks.count, 'buffer'), openView('leaks')));
}

function doubts(model: Model, run: Run): Child {
  if (run.doubts.length === 0) return null;
  return h('ul', {class: 'doubts', 'aria-label': 'What to doubt'},
           ...run.doubts.map((text) => h('li', null, model.str(text))));
}

// The view with the evidence for what was found.
function evidenceView(rule: string, run: Run, finding: Finding): State['view'] {
  if (/pinned/.test(rule)) return 'pins';
  if (/leak|growing/.test(rule)) {
    return run.leak_sites.site.includes(finding.site) ? 'leaks' : 'lifetimes';
  }
  const copies = /copy|cast|asarray|round-trip|broadcast|gather|concat/.test(rule);
  return copies && run.flows.n > 0 ? 'copies' : 'lifetimes';
}

const kViewWords: Record<string, string> = {leaks: 'Leaks', pins: 'Pins', copies: 'Copies',
                                            lifetimes: 'Lifetimes'};

function links(model: Model, run: Run, finding: Finding): HTMLElement {
  const {store} = model;
  const view = evidenceView(model.str(finding.rule), run, finding);
  const first = finding.evidence.find((one) => one.life >= 0);
  const at = finding.evidence.find((one) => one.t > 0);
  const go = (text: string, patch: Partial<State>) => h('button', {
    type: 'button', class: 'link', click: () => store.set({sort: '', ...patch}),
  }, text);
  const index = run.sources.findIndex(
      (source) => source.file === model.data.sites.file[finding.site]);
  return h('div', {class: 'links'}, 'Evidence: ',
    go(kViewWords[view]!, {view, site: finding.site, life: first?.life ?? -1}),
    at ? go(`the instant ${timeText(at.t)}`, {view: 'timeline', at: at.t}) : null,
    index >= 0 ? go('source', {view: 'source', file: index, site: finding.site}) : null,
    ...finding.evidence.filter((one) => one.life >= 0).slice(0, 3).map(
        (one) => lifeButton(model, run, one.life)));
}

function findings(model: Model, run: Run, state: State): HTMLElement {
  const rows = run.findings.filter((one) => model.wanted(one.site, state));
  const open = rows.filter((one) => one.allowed === 0);
  const allowed = rows.filter((one) => one.allowed !== 0);
  const most = Math.max(1, ...rows.map((one) => Number(one.peak_saving_bytes)));
  const item = (one: Finding) => {
    const saving = Number(one.peak_saving_bytes);
    return h('li', {class: 'finding', 'data-rule': model.str(one.rule)},
      h('div', {class: 'finding-head'},
        h('span', {class: `badge ${model.str(one.severity)}`}, model.str(one.severity)),
        h('b', null, model.str(one.rule)),
        model.str(one.confidence) === 'likely' ? h('span', {class: 'note'}, 'likely') : null,
        siteButton(model, one.site, 70)),
      h('div', {class: 'finding-figures'},
        one.tells_saving ? h('span', {class: 'saving'}, figure(one.peak_saving_bytes, 'bytes',
                                                               'finding.saving'), ' off the peak') :
                           h('span', {class: 'note'}, 'saving unknown'),
        h('span', {class: 'gauge', 'aria-hidden': 'true'},
          h('span', {style: {width: `${100 * Math.max(0, saving) / most}%`}})),
        h('span', {class: 'note'}, figure(one.bytes, 'bytes', 'finding.bytes'), ' in ',
          figure(one.count, 'count', 'finding.count'), Number(one.count) === 1 ? ' case' : ' cases')),
      h('p', null, model.str(one.message)),
      one.advice ? h('p', {class: 'advice'}, model.str(one.advice)) : null,
      one.allowed ? h('p', {class: 'note'}, `Allowed: ${model.str(one.allowed)} (${
          model.str(one.allowed_at)})`) : null,
      links(model, run, one));
  };
  const more = run.findings_total - run.findings.length;
  return h('section', null,
    h('h3', null, open.length === 0 ? 'Nothing to fix' : `What to fix first (${open.length})`,
      rows.length < run.findings.length ? ' of what you filter for' : ''),
    h('ol', {class: 'findings'}, ...open.map(item)),
    more > 0 ? h('p', {class: 'note'}, `${countText(more)} smaller findings are in the text report.`) :
               null,
    allowed.length === 0 ? null :
        h('details', null, h('summary', null, `Allowed by the source (${allowed.length})`),
          h('ol', {class: 'findings'}, ...allowed.map(item))));
}

// Who holds the peak: the first few places.
function holders(model: Model, run: Run, state: State): HTMLElement {
  const sums = new Map<number, [number, number]>();
  for (let i = 0; i < run.peak_rows.n; ++i) {
    const sum = sums.get(run.peak_rows.site[i]!) ?? [0, 0];
    sum[0] += run.peak_rows.bytes[i]!;
    sum[1] += run.peak_rows.count[i]!;
    sums.set(run.peak_rows.site[i]!, sum);
  }
  const sites = [...sums.keys()].filter((site) => model.wanted(site, state));
  sites.sort((a, b) => sums.get(b)![0] - sums.get(a)![0]);
  return h('section', null, h('h3', null, 'What holds the peak'), table({
    caption: 'What holds the peak', store: model.store, rows: sites.slice(0, 8),
    columns: [
      {name: 'bytes', title: 'Bytes', unit: 'bytes', value: (site) => sums.get(site)![0],
       whole: Number(run.peak.bytes)},
      {name: 'count', title: 'Buffers', unit: 'count', wide: true,
       value: (site) => sums.get(site)![1]},
      {name: 'site', title: 'Made at', unit: 'text', value: (site) => model.siteText(site),
       cell: (site) => siteButton(model, site)},
    ],
  }));
}

const kTotals: [string, Unit, string][] = [
  ['alloc_count', 'count', 'Buffers made'], ['alloc_bytes', 'bytes', 'Bytes allocated'],
  ['free_count', 'count', 'Freed'], ['resize_count', 'count', 'Resized'],
  ['temporary_count', 'count', 'Temporaries'], ['largest_alloc_bytes', 'bytes', 'Largest buffer'],
  ['view_count', 'count', 'Views'], ['copy_count', 'count', 'Copies'],
  ['copy_bytes', 'bytes', 'Bytes copied'], ['op_count', 'count', 'Operations'],
  ['live_end_count', 'count', 'Live at the end'], ['live_end_bytes', 'bytes', 'Bytes at the end'],
  ['thread_count', 'count', 'Threads'], ['external_count', 'count', 'Adopted buffers'],
  ['external_bytes', 'bytes', 'Bytes adopted'],
];

function totals(run: Run): HTMLElement {
  const pair = (title: string, value: Child) =>
      h('div', null, h('dt', null, title), h('dd', null, value));
  const known = new Set(kTotals.map((entry) => entry[0]));
  const rest = Object.keys(run.totals).filter((name) => !known.has(name));
  return h('section', null, h('h3', null, 'The run in figures'), h('dl', {class: 'totals'},
    pair('Events', figure(run.trace.events, 'count', 'trace.events')),
    pair('Duration', figure(run.trace.duration_ns, 'time', 'trace.duration_ns')),
    ...kTotals.filter(([name]) => name in run.totals).map(
        ([name, unit, title]) => pair(title, figure(run.totals[name] as Int, unit, `totals.${name}`))),
    ...rest.map((name) => pair(name.replace(/_/g, ' '), figure(
        run.totals[name] as Int, name.endsWith('bytes') ? 'bytes' : 'count', `totals.${name}`))),
    ...Object.entries(run.memory ?? {}).map(([name, value]) => pair(
        `Process: ${name.replace(/_/g, ' ')}`,
        figure(value, name === 't' ? 'time' : name.endsWith('bytes') ? 'bytes' : 'count',
               `memory.${name}`)))));
}

function scopes(model: Model, run: Run): Child {
  if (run.scopes.length === 0) return null;
  return h('section', null, h('h3', null, 'Scopes'), table({
    caption: 'Scopes', store: model.store, rows: run.scopes.map((_, i) => i), first: 12,
    columns: [
      {name: 'peak', title: 'Most live while open', unit: 'bytes', key: 'scope.peak_bytes',
       value: (i) => run.scopes[i]!.peak_bytes, whole: Number(run.peak.bytes)},
      {name: 'entered', title: 'Entered', unit: 'count', value: (i) => run.scopes[i]!.entered},
      {name: 'when', title: 'When', unit: 'text', value: (i) => run.scopes[i]!.peak_t,
       cell: (i) => h('button', {type: 'button', class: 'link', click: () => model.store.set(
           {view: 'timeline', at: run.scopes[i]!.peak_t})}, timeText(run.scopes[i]!.peak_t))},
      {name: 'path', title: 'Scope', unit: 'text', value: (i) => model.str(run.scopes[i]!.path)},
    ],
  }));
}

function liveAtExit(model: Model, run: Run): Child {
  if (run.live_at_exit.groups.length === 0) return null;
  const groups = run.live_at_exit.groups;
  return h('section', null, h('h3', null, 'Kept to the end on purpose: no leaks'), table({
    caption: 'Live at exit', store: model.store, rows: groups.map((_, i) => i), first: 12,
    columns: [
      {name: 'exit', title: 'Bytes', unit: 'bytes', value: (i) => groups[i]!.bytes},
      {name: 'exits', title: 'Buffers', unit: 'count', value: (i) => groups[i]!.count, wide: true},
      {name: 'who', title: 'Who', unit: 'text', value: (i) => model.str(groups[i]!.name)},
      {name: 'why', title: 'Why', unit: 'text', value: (i) => model.str(groups[i]!.reason)},
    ],
  }));
}
