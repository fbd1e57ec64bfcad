// The frame around the views: tabs, search, what is filtered for, the theme, the keys.

import {choice, fill, h, replaceChoice, shorten} from './dom';
import {instantText} from './format';
import {onlyChanged, type Model} from './model';
import {instantWords, peakInstant, setWindow} from './overview';
import type {State, ViewName} from './state';

export const kTitles: Record<ViewName, string> = {
  summary: 'Summary', compare: 'Compare', timeline: 'Timeline', peak: 'Peak', flame: 'Flame',
  lifetimes: 'Lifetimes', copies: 'Copies', pins: 'Pins', leaks: 'Leaks', source: 'Source',
  completeness: 'Completeness',
};

export interface Part {
  element: HTMLElement;
  // `changed` empty: everything may have.
  update(state: State, changed: ReadonlySet<keyof State>): void;
}

export function tabs(model: Model, names: ViewName[]): Part {
  const {store} = model;
  const list = h('div', {
    class: 'tabs', role: 'tablist', 'aria-label': 'Views',
    keydown: (event: KeyboardEvent) => {
      const at = names.indexOf(store.get().view);
      const next = event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowLeft' ? at - 1 :
                   event.key === 'Home' ? 0 : event.key === 'End' ? names.length - 1 : null;
      if (next === null) return;
      event.preventDefault();
      store.set({view: names[(next + names.length) % names.length]!, sort: ''});
      list.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
    },
  });
  for (const name of names) {
    list.append(h('button', {type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'panel',
                             'data-view': name, click: () => store.set({view: name, sort: ''})},
                  kTitles[name]));
  }
  return {
    element: h('nav', {'aria-label': 'Views'}, list),
    update(state, changed) {
      if (changed.size > 0 && !changed.has('view')) return;
      for (const tab of list.children) {
        const chosen = (tab as HTMLElement).dataset['view'] === state.view;
        tab.setAttribute('aria-selected', String(chosen));
        tab.setAttribute('tabindex', chosen ? '0' : '-1');
        if (chosen && list.scrollWidth > list.clientWidth) {
          const item = tab as HTMLElement;
          list.scrollLeft = item.offsetLeft - list.clientWidth / 2 + item.offsetWidth / 2;
        }
      }
    },
  };
}

export function head(model: Model): Part {
  const {store} = model;
  const program = h('span', {class: 'program'});
  const search = h('input', {
    type: 'search', placeholder: 'Search places', 'aria-label': 'Search places', id: 'search',
    maxlength: 300, spellcheck: 'false', autocomplete: 'off',
    input: () => store.set({q: search.value}, false),
    keydown: (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      store.set({q: ''}, false);
      search.value = '';
      search.blur();
    },
  });
  const theme = h('button', {type: 'button', class: 'icon', click: () =>
      store.set({theme: model.dark() ? 'light' : 'dark'}, false)});
  let runs: HTMLElement = h('span');
  return {
    element: h('header', {class: 'head'}, h('h1', null, 'tidemark ', program), runs, search, theme,
               h('button', {type: 'button', class: 'icon', 'aria-label': 'Keys', title: 'Keys (?)',
                            click: () => help.showModal()}, '?')),
    update(state, changed) {
      if (changed.size > 0 && onlyChanged(changed, 'from', 'to', 'at')) return;
      const run = model.run(state);
      const name = model.str(run.trace.program) || model.str(run.name);
      program.textContent = shorten(name.split('/').pop() || name, 40);
      program.title = shorten(name, 1000);
      if (document.activeElement !== search || search.value !== state.q) search.value = state.q;
      theme.textContent = model.dark() ? '\u2600' : '\u263e';
      theme.setAttribute('aria-label', model.dark() ? 'Light colours' : 'Dark colours');
      theme.title = theme.getAttribute('aria-label')!;
      if (model.data.runs.length > 1) {
        runs = replaceChoice(runs, choice('Run', [['0', 'Before'], ['1', 'After']], String(state.run),
            (name) => store.set({run: Number(name), node: 0, life: -1, at: -1, from: -1, to: -1,
                                 file: -1})));
      }
    },
  };
}

// What is filtered for: each goes away by a press.
export function filters(model: Model): Part {
  const {store} = model;
  const element = h('div', {class: 'filters', role: 'group', 'aria-label': 'Filters'});
  const chip = (text: string, title: string, patch: Partial<State>) => h('button', {
    type: 'button', class: 'chip', title: `${title}: press to remove`, click: () => store.set(patch),
  }, h('bdi', null, text), h('span', {'aria-hidden': 'true'}, ' \u00d7'));
  return {
    element,
    update(state) {
      const duration = model.duration(state.run);
      const [from, to] = model.window(state);
      fill(element,
        state.from >= 0 ? chip(`${instantText(from, to - from)} \u2013 ${instantText(to, to - from)}`,
                               'The window of time', {from: -1, to: -1}) : null,
        state.at >= 0 ? chip(`at ${instantText(state.at, duration)}`, instantWords(model, state), {at: -1}) :
                        null,
        state.site >= 0 ? chip(model.siteShort(state.site, 48), 'The place', {site: -1}) : null,
        state.q ? chip(`\u201c${shorten(state.q, 30)}\u201d`, 'The search', {q: ''}) : null);
      if (element.childElementCount === 0) {
        element.append(h('span', {class: 'note'},
                         'Drag over the strip for a window of time, press a place to follow it.'));
      }
    },
  };
}

const help = h('dialog', {'aria-label': 'Keys'});

export function helpElement(): HTMLDialogElement {
  const keys: [string, string][] = [
    ['1 \u2026 9, 0', 'the views in their order'], ['/', 'search places'],
    ['[ and ]', 'move the window of time'], ['+ and \u2212', 'narrow and widen it'],
    ['P', 'look at the instant of the peak'], ['Escape', 'remove what was filtered for last'],
    ['T', 'light or dark'], ['B', 'before or after'], ['arrows', 'within tabs, charts and lists'],
  ];
  fill(help, h('h2', null, 'Keys'), h('dl', {class: 'keylist'}, ...keys.flatMap(
      ([key, words]) => [h('dt', null, h('kbd', null, key)), h('dd', null, words)])),
      h('button', {type: 'button', click: () => help.close()}, 'Close'));
  return help;
}

export function pageKeys(model: Model, names: ViewName[]): void {
  const {store} = model;
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || help.open) return;
    if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return;
    const state = store.get();
    const [from, to] = model.window(state);
    const span = to - from;
    const digit = event.key >= '0' && event.key <= '9' ? (Number(event.key) + 9) % 10 : -1;
    if (digit >= 0 && names[digit]) store.set({view: names[digit]!, sort: ''});
    else if (event.key === '/') document.getElementById('search')?.focus();
    else if (event.key === '[' || event.key === ']') {
      const most = event.key === '[' ? -from : model.duration(state.run) - to;
      const by = event.key === '[' ? Math.max(most, -span / 4) : Math.min(most, span / 4);
      if (state.from >= 0) setWindow(model, from + by, to + by, false);
    } else if (event.key === '+' || event.key === '-') {
      const middle = state.at >= 0 ? state.at : (from + to) / 2;
      const half = span * (event.key === '+' ? 0.25 : 1);
      setWindow(model, middle - half, middle + half, false);
    } else if (event.key === 'p' || event.key === 'P') peakInstant(model);
    else if (event.key === 't' || event.key === 'T') {
      store.set({theme: model.dark() ? 'light' : 'dark'}, false);
    } else if ((event.key === 'b' || event.key === 'B') && model.data.runs.length > 1) {
      store.set({run: 1 - state.run, node: 0, life: -1, at: -1, from: -1, to: -1, file: -1});
    } else if (event.key === '?') help.showModal();
    else if (event.key === 'Escape') {
      if (state.q) store.set({q: ''});
      else if (state.site >= 0) store.set({site: -1});
      else if (state.at >= 0) store.set({at: -1});
      else if (state.from >= 0) store.set({from: -1, to: -1});
      else return;
    } else return;
    event.preventDefault();
  });
}
