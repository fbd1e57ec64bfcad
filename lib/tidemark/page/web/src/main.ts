// Starts the page: reads the payload, builds the frame and the view that the address names.

import {forgetColors} from './canvas';
import {compareView} from './compare';
import {completenessView} from './completeness';
import {copiesView} from './copies';
import {h, onceAFrame, statusElement} from './dom';
import {flameView} from './flame';
import {filters, head, helpElement, kTitles, pageKeys, tabs} from './frame';
import {leaksView} from './leaks';
import {lifetimesView} from './lifetimes';
import {Model, onThemeChange, type View} from './model';
import {overview} from './overview';
import {readPayload} from './payload';
import {peakView} from './peak';
import {pinsView} from './pins';
import {sourceView} from './source';
import {kViews, Store, type State, type ViewName} from './state';
import {setOpenView, summaryView} from './summary';
import {timelineView} from './timeline';

const kMakers: Record<ViewName, (model: Model) => View> = {
  summary: summaryView, compare: compareView, timeline: timelineView, peak: peakView,
  flame: flameView, lifetimes: lifetimesView, copies: copiesView, pins: pinsView, leaks: leaksView,
  source: sourceView, completeness: completenessView,
};

async function start(): Promise<void> {
  const app = document.getElementById('app')!;
  const data = await readPayload(document.getElementById('tidemark-data')!.textContent ?? '');
  const store = new Store();
  const model = new Model(data, store);
  const names = kViews.filter((name) => name === 'compare' ? data.runs.length > 1 :
      name === 'source' ? data.runs.some((run) => run.sources.length > 0) : true);
  setOpenView((view) => () => store.set({view, sort: ''}));

  const parts = [head(model), tabs(model, names), filters(model)];
  const strip = overview(model);
  const panel = h('main', {id: 'panel', role: 'tabpanel', tabindex: -1});
  app.append(h('button', {type: 'button', class: 'skip', click: () => panel.focus()},
               'Go to the view'),
             parts[0]!.element, parts[1]!.element, strip.element, parts[2]!.element, panel,
             statusElement(), helpElement());
  pageKeys(model, names);

  const views = new Map<ViewName, View>();
  let shown: ViewName | null = null;
  let shownRun = 0;
  let changes = new Set<keyof State>();
  const render = () => {
    const state = store.get();
    const changed = changes;
    changes = new Set();
    if (changed.has('theme')) applyTheme(state);
    for (const part of parts) part.update(state, changed);
    strip.update(state, changed);
    const name = names.includes(state.view) ? state.view : 'summary';
    let view = views.get(name);
    if (!view) {
      view = kMakers[name](model);
      views.set(name, view);
    }
    const fresh = shown !== name || shownRun !== state.run || changed.has('theme');
    if (shown !== name) {
      // What the pointer was over when the view was left is over.
      for (const tip of view.element.querySelectorAll<HTMLElement>('.tip')) tip.hidden = true;
      panel.replaceChildren(view.element);
      panel.setAttribute('aria-labelledby', `tab-${name}`);
      document.title = `${kTitles[name]} \u2013 ${model.str(model.run(state).name)} \u2013 tidemark`;
      shown = name;
    }
    shownRun = state.run;
    keepFocus(panel, () => view.update(state, fresh ? null : changed));
  };
  const later = onceAFrame(render);
  store.subscribe((_, changed) => {
    for (const key of changed) changes.add(key);
    // A click is answered at once, so that whatever reads the page next sees it; drags once a frame.
    if (changed.has('from') || changed.has('to') || changed.has('q') || changed.has('at')) later();
    else render();
  });
  onThemeChange(() => {
    changes.add('theme');
    later();
  });
  addEventListener('pagehide', () => store.flush());

  applyTheme(store.get());
  app.hidden = false;
  document.documentElement.classList.add('js');
  document.getElementById('core')?.setAttribute('hidden', '');
  render();
  document.documentElement.dataset['ready'] = 'yes';
}

function applyTheme(state: State): void {
  const root = document.documentElement;
  if (state.theme) root.dataset['theme'] = state.theme;
  else delete root.dataset['theme'];
  forgetColors();
}

// A view that builds its rows anew keeps the focus on the same button, told by its place and words.
function keepFocus(panel: HTMLElement, update: () => void): void {
  const old = document.activeElement as HTMLElement | null;
  const all = () => [...panel.querySelectorAll<HTMLElement>('button, [tabindex="0"]')];
  const inside = old && old !== panel && panel.contains(old);
  const same = inside ? all().filter((one) => one.textContent === old.textContent) : [];
  const place = old ? same.indexOf(old) : -1;
  const words = inside ? old.textContent : '';
  update();
  if (!inside || old.isConnected) return;
  const now = all().filter((one) => one.textContent === words);
  (now[Math.max(0, place)] ?? now[0] ?? panel).focus({preventScroll: true});
}

start().catch((error: unknown) => {
  // What C++ wrote stands, and says all that the page would.
  document.getElementById('core')?.prepend(h('p', {class: 'note'},
      `The interactive page could not start: ${String(error).slice(0, 300)}`));
});
