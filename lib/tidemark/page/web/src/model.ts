// The payload with what all views ask of it: names, colours, what a search or a filter leaves.

import {shorten} from './dom';
import type {Payload, Run, SiteIndex} from './payload';
import type {State, Store} from './state';

export const kOther = -1;

const darkMedia = matchMedia('(prefers-color-scheme: dark)');

export class Model {
  private query = '';
  private readonly found = new Map<SiteIndex, boolean>();

  constructor(readonly data: Payload, readonly store: Store) {}

  str(index: number): string {
    return this.data.strings[index] ?? '';
  }

  run(state: State): Run {
    return this.data.runs[state.run] ?? this.data.runs[0]!;
  }

  siteText(site: SiteIndex): string {
    if (site < 0) return 'Other';
    const text = this.str(this.data.sites.text[site] ?? 0);
    return text || 'unknown place';
  }

  siteShort(site: SiteIndex, most = 60): string {
    return shorten(this.siteText(site), most);
  }

  // "Make" alone where there is a function: for boxes that have little room.
  siteName(site: SiteIndex, most = 60): string {
    if (site < 0) return 'Other';
    const sites = this.data.sites;
    const name = this.str(sites.function[site] ?? 0) || this.str(sites.label[site] ?? 0);
    return name ? shorten(name, most) : this.siteShort(site, most);
  }

  // "step.cc:44", or the module.
  siteFile(site: SiteIndex, most: number): string {
    const sites = this.data.sites;
    const path = this.str(sites.file[site] ?? 0) || this.str(sites.module[site] ?? 0);
    const line = sites.line[site] ?? 0;
    return shorten((path.split('/').pop() || path) + (line > 0 ? `:${line}` : ''), most);
  }

  siteTitle(site: SiteIndex): string {
    if (site < 0) return 'Other: what is not listed by itself, in one sum';
    const sites = this.data.sites;
    const file = this.str(sites.file[site] ?? 0);
    const line = sites.line[site] ?? 0;
    const lines = [this.str(sites.function[site] ?? 0), file && line > 0 ? `${file}:${line}` : file,
                   this.str(sites.label[site] ?? 0), this.str(sites.module[site] ?? 0)];
    const text = [...new Set(lines.filter((part) => part))].join('\n');
    return shorten(text || 'unknown place', 1000);
  }

  dark(state: State = this.store.get()): boolean {
    return state.theme === 'dark' || (state.theme === '' && darkMedia.matches);
  }

  palette(): string[] {
    return this.dark() ? this.data.palette.dark : this.data.palette.light;
  }

  color(site: SiteIndex): string {
    const palette = this.palette();
    const rank = site < 0 ? palette.length - 1 : this.data.sites.color[site] ?? palette.length - 1;
    return palette[rank] ?? palette[palette.length - 1] ?? '#888';
  }

  ranked(site: SiteIndex): boolean {
    return site >= 0 && (this.data.sites.color[site] ?? 20) < 20;
  }

  // Whether the place is one that is searched for: any of its words holds the text.
  searched(site: SiteIndex, state: State): boolean {
    if (!state.q) return true;
    if (state.q !== this.query) {
      this.query = state.q;
      this.found.clear();
    }
    let result = this.found.get(site);
    if (result === undefined) {
      const wanted = state.q.toLowerCase();
      const sites = this.data.sites;
      const words = site < 0 ? ['Other'] :
          [this.siteText(site), ...[sites.function, sites.file, sites.label, sites.module].map(
              (column) => this.str(column[site] ?? 0))];
      result = words.some((word) => word.toLowerCase().includes(wanted));
      this.found.set(site, result);
    }
    return result;
  }

  wanted(site: SiteIndex, state: State): boolean {
    return (state.site < 0 || state.site === site) && this.searched(site, state);
  }

  filtered(state: State): boolean {
    return state.site >= 0 || state.q !== '';
  }

  // The window of time that is looked at.
  window(state: State): [number, number] {
    const duration = this.duration(state.run);
    return state.from < 0 ? [0, duration] : [Math.min(state.from, duration - 1), state.to];
  }

  duration(index: number): number {
    const run = this.data.runs[index] ?? this.data.runs[0]!;
    const line = run.timeline;
    return Math.max(1, run.trace.duration_ns, (line.at_t[line.n - 1] ?? 0) + 1,
                    (run.peak.t ?? 0) + 1);
  }

  // Where a buffer is in the run's lineage; -1: nowhere.
  nodeOf(run: Run, life: number): number {
    return life < 0 ? -1 : run.lineage.nodes.life.indexOf(life);
  }
}

export function onThemeChange(listener: () => void): void {
  darkMedia.addEventListener('change', listener);
}

// Whether nothing but the window, or what else is named, has changed.
export function onlyChanged(changed: ReadonlySet<keyof State> | null,
                            ...keys: (keyof State)[]): boolean {
  return changed !== null && [...changed].every((key) => keys.includes(key));
}

export interface View {
  readonly element: HTMLElement;
  // `changed` null: everything may have.
  update(state: State, changed: ReadonlySet<keyof State> | null): void;
}
