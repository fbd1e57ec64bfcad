// What somebody is looking at: the one state that all views share, and the address of the page.
//
// Everything in it stands in the address after '#', so that a reload, a bookmark or a colleague sees
// the same. What is as at first is left out of the address.

export const kViews = ['summary', 'compare', 'timeline', 'peak', 'flame', 'lifetimes', 'copies',
                       'pins', 'leaks', 'source', 'completeness'] as const;
export type ViewName = typeof kViews[number];

export interface State {
  view: ViewName;
  run: number;
  from: number;  // the window of time, ns; -1, -1: all of it
  to: number;
  at: number;    // the instant looked at; -1: none
  site: number;  // the place that all views are about; -1: all places
  q: string;     // the search
  group: string;   // Peak: by what
  metric: string;  // Flame: of what
  invert: number;  // Flame: callers below
  node: number;    // Flame: from where
  life: number;    // the buffer whose life or lineage is shown; -1: none
  file: number;    // Source: which
  sort: string;    // of the view's table or rows: "bytes", "-bytes"
  theme: string;   // "", "light", "dark"
}

export const kFirst: Readonly<State> = {
  view: 'summary', run: 0, from: -1, to: -1, at: -1, site: -1, q: '', group: 'site', metric: 'peak',
  invert: 0, node: 0, life: -1, file: -1, sort: '', theme: '',
};

type Key = keyof State;

export function writeHash(state: State): string {
  const parts: string[] = [];
  for (const key of Object.keys(kFirst) as Key[]) {
    if (state[key] === kFirst[key]) continue;
    parts.push(`${key}=${encodeURIComponent(String(state[key]))}`);
  }
  return '#' + parts.join('&');
}

// An address may come from anybody: what is no state of this page is left out.
export function readHash(hash: string): State {
  const state: Record<string, string | number> = {...kFirst};
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [key = '', text = ''] = part.split('=');
    if (!Object.hasOwn(kFirst, key)) continue;
    let value = '';
    try {
      value = decodeURIComponent(text);
    } catch {
      continue;
    }
    if (typeof kFirst[key as Key] === 'number') {
      const number = Number(value);
      if (Number.isSafeInteger(number) && number >= -1) state[key] = number;
    } else {
      state[key] = value.slice(0, 1000);
    }
  }
  const result = state as unknown as State;
  if (!kViews.includes(result.view)) result.view = kFirst.view;
  if (!['', 'light', 'dark'].includes(result.theme)) result.theme = '';
  if (result.from < 0 || result.to <= result.from) result.from = result.to = -1;
  return result;
}

type Listener = (state: State, changed: ReadonlySet<Key>) => void;

export class Store {
  private state: State = readHash(location.hash);
  private readonly listeners: Listener[] = [];

  constructor() {
    addEventListener('popstate', () => this.read());
    addEventListener('hashchange', () => this.read());
  }

  get(): Readonly<State> {
    return this.state;
  }

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  // `fresh`: a new place in the history (a click); else the same place goes on (a drag, typing).
  set(patch: Partial<State>, fresh = true): void {
    if (fresh) this.flush();
    if (!this.put({...this.state, ...patch})) return;
    if (fresh) {
      history.pushState(null, '', writeHash(this.state));
    } else {
      // Browsers refuse more than some hundred changes of the address in a minute.
      clearTimeout(this.later);
      this.later = setTimeout(() => this.flush(), 200);
    }
  }

  private later: ReturnType<typeof setTimeout> | undefined;

  flush(): void {
    if (this.later === undefined) return;
    clearTimeout(this.later);
    this.later = undefined;
    history.replaceState(null, '', writeHash(this.state));
  }

  // The address was changed by somebody else: what of ours was not in it yet is out of date.
  private read(): void {
    clearTimeout(this.later);
    this.later = undefined;
    this.put(readHash(location.hash));
  }

  private put(next: State): boolean {
    const changed = new Set<Key>();
    for (const key of Object.keys(kFirst) as Key[]) {
      if (next[key] !== this.state[key]) changed.add(key);
    }
    if (changed.size === 0) return false;
    this.state = next;
    for (const listener of this.listeners) listener(next, changed);
    return true;
  }
}
