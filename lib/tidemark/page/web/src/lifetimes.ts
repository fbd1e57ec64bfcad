// Lifetimes: how long each buffer lived, how much of that it was used, and its views below it.
//
// Rows are drawn as they are scrolled to: 50,000 of them are a page like any other.

import {drawTimeAxis} from './axes';
import {Canvas, colors, textWithin} from './canvas';
import {choice, fill, h, replaceChoice, say} from './dom';
import {bytesText, countText, counted, instantText, timeText} from './format';
import {liveAt, whatIs} from './live_list';
import {onlyChanged, type Model, type View} from './model';
import type {Lives, Run} from './payload';
import {siteButton} from './site';
import type {State} from './state';

const kRow = 34;     // a line of words and a bar
const kViewRow = 20;
const kAxis = 24;
const kSorts: [string, string][] = [['', 'Largest'], ['begin', 'First made'], ['long', 'Longest'],
                                    ['idle', 'Idle longest']];

// A row of the picture: a buffer, or (view ≥ 0) a view of the buffer above it.
interface Entry {
  life: number;
  view: number;
  y: number;
}

export function lifetimesView(model: Model): View {
  const {store} = model;
  let entries: Entry[] = [];
  let height = 0;
  let buffers = 0, live = 0;
  const viewsOf = new Map<Lives, Map<number, number[]>>();

  const title = h('h2');
  let sorts: HTMLElement = h('div');
  const spacer = h('div');
  const canvas = new Canvas(() => scroller.clientHeight, (self, context) => paint(self, context),
                            {class: 'sticky'});
  const scroller = h('div', {
    class: 'lives', tabindex: 0, role: 'application', 'aria-label':
        'Lifetimes. Up and down choose a buffer, Enter shows its lineage.',
    scroll: () => canvas.redraw(), keydown: (event: KeyboardEvent) => keys(event),
    focus: () => canvas.redraw(), blur: () => canvas.redraw(),
  }, canvas.element, spacer);
  const axis = new Canvas(kAxis, (self, context) => {
    const [from, to] = model.window(store.get());
    drawTimeAxis(context, {x: 0, y: 0, width: self.width, height: 2}, from, to);
  }, {'aria-hidden': 'true'});
  const detail = h('div', {class: 'detail'});
  const legend = h('p', {class: 'note keys'},
      h('span', {class: 'key waits'}), ' not written yet ', h('span', {class: 'key used'}), ' in use ',
      h('span', {class: 'key idle'}), ' never accessed again ', h('span', {class: 'key unknown'}),
      ' uses unknown ', h('span', {class: 'key viewed'}), ' a view');
  const element = h('div', {class: 'view lifetimes'}, title, h('div', {class: 'tools'}, sorts, legend),
                    axis.element, scroller, detail);

  function views(lives: Lives): Map<number, number[]> {
    let map = viewsOf.get(lives);
    if (!map) {
      map = new Map();
      for (let i = 0; i < lives.views.n; ++i) {
        const list = map.get(lives.views.life[i]!);
        if (list) list.push(i);
        else map.set(lives.views.life[i]!, [i]);
      }
      viewsOf.set(lives, map);
    }
    return map;
  }

  // Which rows there are, of what is filtered for and was there within the window.
  function arrange(state: State): void {
    const lives = model.run(state).lives;
    const [from, to] = model.window(state);
    const rows: number[] = [];
    live = 0;
    for (let i = 0; i < lives.n; ++i) {
      const end = lives.end[i]!;
      if (lives.begin[i]! > to || (end >= 0 && end < from)) continue;
      if (!model.wanted(lives.site[i]!, state)) continue;
      if (state.at >= 0) {
        if (!liveAt(lives, i, state.at)) continue;
        ++live;
      }
      rows.push(i);
    }
    const duration = model.duration(state.run);
    const endOf = (i: number) => lives.end[i]! < 0 ? duration : lives.end[i]!;
    if (state.sort === 'begin') rows.sort((a, b) => lives.begin[a]! - lives.begin[b]!);
    if (state.sort === 'long') {
      rows.sort((a, b) => endOf(b) - lives.begin[b]! - endOf(a) + lives.begin[a]!);
    }
    if (state.sort === 'idle') {
      const idle = (i: number) => !lives.accessed[i] ? -1 :
          endOf(i) - Math.max(lives.last_access[i]!, lives.first_write[i]!, lives.begin[i]!);
      rows.sort((a, b) => idle(b) - idle(a));
    }
    entries = [];
    height = 0;
    const below = views(lives);
    for (const life of rows) {
      entries.push({life, view: -1, y: height});
      height += kRow;
      for (const view of below.get(life) ?? []) {
        entries.push({life, view, y: height});
        height += kViewRow;
      }
    }
    buffers = rows.length;
    const room = Math.max(120, Math.min(height + 8, Math.round(innerHeight * 0.62)));
    scroller.style.height = `${room}px`;
    spacer.style.height = `${Math.max(0, height + 4 - room)}px`;
  }

  // The first entry that ends below y.
  function firstAt(y: number): number {
    let low = 0, high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (entries[middle]!.y + kRow < y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function paint(self: Canvas, context: CanvasRenderingContext2D): void {
    const state = store.get();
    const run = model.run(state);
    const lives = run.lives;
    const [from, to] = model.window(state);
    const xOf = (t: number) => Math.max(-2, Math.min(self.width + 2,
                                                     (t - from) / (to - from) * self.width));
    const look = colors();
    const top = scroller.scrollTop;
    for (let i = firstAt(top); i < entries.length && entries[i]!.y < top + self.height; ++i) {
      const {life, view, y} = entries[i]!;
      const at = y - top;
      if (view >= 0) {
        const end = lives.views.end[view]!;
        const x0 = xOf(lives.views.begin[view]!), x1 = end < 0 ? self.width : xOf(end);
        context.fillStyle = look.accent;
        context.fillRect(x0, at + 1, Math.max(2, x1 - x0), 3);
        context.fillStyle = look.faint;
        context.font = '11px system-ui, sans-serif';
        textWithin(context, `view of ${bytesText(lives.views.bytes[view]!)}, ${
            model.siteShort(lives.views.site[view]!, 50)}`, Math.max(14, Math.min(x0, self.width - 180)),
                   at + 12, self.width);
        continue;
      }
      if (life === state.life) {
        context.fillStyle = look.panel;
        context.fillRect(0, at, self.width, kRow);
        context.fillStyle = look.accent;
        context.fillRect(0, at, 3, kRow);
      }
      context.font = '12px system-ui, sans-serif';
      const size = bytesText(lives.bytes[life]!);
      context.fillStyle = look.text;
      context.fillText(size, 6, at + 9);
      context.fillStyle = look.faint;
      const what = whatIs(model, lives, life);
      textWithin(context, `${what}  ${model.siteText(lives.site[life]!)}`, 82, at + 9, self.width - 90);
      bar(context, model, run, life, xOf, at + 18, self.width);
    }
    if (state.at >= from && state.at <= to) {
      context.fillStyle = look.text;
      context.fillRect(xOf(state.at), 0, 1, self.height);
    }
  }

  function select(life: number, scroll: boolean): void {
    store.set({life}, false);
    const entry = entries.find((one) => one.life === life && one.view < 0);
    if (!entry) return;
    if (scroll && (entry.y < scroller.scrollTop ||
                   entry.y + kRow > scroller.scrollTop + scroller.clientHeight)) {
      scroller.scrollTop = Math.max(0, entry.y - scroller.clientHeight / 2);
    }
    say(words(model, model.run(store.get()), life));
  }

  function keys(event: KeyboardEvent): void {
    const state = store.get();
    const rows = entries.filter((one) => one.view < 0);
    const now = rows.findIndex((one) => one.life === state.life);
    const step = {ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -1e9, End: 1e9}[event.key];
    if (step !== undefined && rows.length > 0) {
      event.preventDefault();
      const next = rows[Math.max(0, Math.min(rows.length - 1, now < 0 ? 0 : now + step))]!;
      select(next.life, true);
    } else if (event.key === 'Enter' && state.life >= 0) {
      event.preventDefault();
      store.set({view: 'copies', sort: ''});
    }
  }

  canvas.element.addEventListener('click', (event) => {
    const y = event.clientY - canvas.element.getBoundingClientRect().top + scroller.scrollTop;
    const entry = entries.filter((one) => one.y <= y).pop();
    if (entry) select(entry.life, false);
  });

  return {
    element,
    update(state, changed) {
      const run = model.run(state);
      const onlyLife = onlyChanged(changed, 'life');
      if (!onlyLife) {
        arrange(state);
        const some = run.lives.other.rows > 0 ? ` of the ${countText(run.lives.n)} largest` : '';
        title.textContent = state.at >= 0 ?
            `${counted(live, 'buffer')}${some} lived at ${
                instantText(state.at, model.duration(state.run))}` :
            `${counted(buffers, 'buffer')}${some}${state.from >= 0 ? ' lived in this window' : ''}`;
        sorts = replaceChoice(sorts, choice('Order', kSorts, state.sort,
                                            (sort) => store.set({sort})));
        axis.redraw();
      }
      canvas.redraw();
      fill(detail, lifeDetail(model, run, state));
      if (changed === null && state.life >= 0) {
        requestAnimationFrame(() => {
          const entry = entries.find((one) => one.life === state.life);
          if (entry) scroller.scrollTop = Math.max(0, entry.y - scroller.clientHeight / 3);
        });
      }
    },
  };
}

function bar(context: CanvasRenderingContext2D, model: Model, run: Run, life: number,
             xOf: (t: number) => number, y: number, width: number): void {
  const lives = run.lives;
  const begin = lives.begin[life]!, end = lives.end[life]!;
  const x0 = xOf(begin), x1 = end < 0 ? width : xOf(end);
  const part = (from: number, to: number, alpha: number) => {
    context.globalAlpha = alpha;
    context.fillRect(from, y, Math.max(0, to - from), 10);
  };
  context.fillStyle = model.color(lives.site[life]!);
  if (!lives.accessed[life]) {
    part(x0, Math.max(x0 + 2, x1), 0.62);
  } else {
    const write = lives.first_write[life]!, last = lives.last_access[life]!;
    const first = write < 0 ? (last < 0 ? x1 : x0) : xOf(write);
    const idle = Math.max(first, last < 0 ? first : xOf(last));
    part(x0, Math.max(x0 + 2, x1), 0.25);
    part(first, Math.max(first + 2, idle), 1);
    context.strokeStyle = model.color(lives.site[life]!);
    context.globalAlpha = 1;
    context.lineWidth = 1;
    // What was never accessed again is only an outline.
    context.strokeRect(x0 + 0.5, y + 0.5, Math.max(1, x1 - x0 - 1), 9);
    if (first > x0 + 3) {
      for (let x = x0 + 3; x < first; x += 5) context.fillRect(x, y + 2, 1, 6);
    }
  }
  context.globalAlpha = 1;
  if (end < 0) {
    context.fillStyle = colors().text;
    context.beginPath();
    context.moveTo(width - 7, y);
    context.lineTo(width, y + 5);
    context.lineTo(width - 7, y + 10);
    context.fill();
  }
}

function words(model: Model, run: Run, life: number): string {
  const lives = run.lives;
  const end = lives.end[life]!;
  const stay = (end < 0 ? run.trace.duration_ns : end) - lives.begin[life]!;
  return `${bytesText(lives.bytes[life]!)} ${whatIs(model, lives, life)}, made at ${
      model.siteText(lives.site[life]!)}, lived ${timeText(stay)}${
      end < 0 ? ', to the end of the trace' : ''}`;
}

function lifeDetail(model: Model, run: Run, state: State): HTMLElement {
  const lives = run.lives;
  const life = state.life;
  if (life < 0 || life >= lives.n) {
    return h('p', {class: 'note'}, 'Choose a buffer to see its life in figures.');
  }
  const span = model.duration(state.run);
  const time = (t: number, never: string) => t < 0 ? never : h('button', {
    type: 'button', class: 'link', click: () => model.store.set({view: 'timeline', at: t, sort: ''}),
  }, instantText(t, span));
  const pair = (name: string, value: Node | string) =>
      h('div', null, h('dt', null, name), h('dd', null, value));
  const known = lives.accessed[life];
  const label = model.str(lives.label[life]!), op = model.str(lives.op[life]!);
  return h('div', null, h('h3', null, words(model, run, life)), h('dl', {class: 'totals'},
    pair('Made', time(lives.begin[life]!, '')),
    pair('First write', known ? time(lives.first_write[life]!, 'never') : 'unknown'),
    pair('Last access', known ? time(lives.last_access[life]!, 'never') : 'unknown'),
    pair('Freed', time(lives.end[life]!, 'never')),
    pair('Thread', String(lives.thread[life]!)),
    label ? pair('Label', label) : h('span'), op ? pair('Operation', op) : h('span'),
    pair('Id', String(lives.id[life]!)),
    pair('Live at the peak', lives.peak[life] ? 'yes' : 'no')),
    siteButton(model, lives.site[life]!),
    model.nodeOf(run, life) >= 0 ? h('button', {type: 'button', class: 'link', click: () =>
        model.store.set({view: 'copies', sort: ''})}, 'its lineage') : null);
}
