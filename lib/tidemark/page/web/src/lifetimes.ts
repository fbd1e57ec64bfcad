// Lifetimes: how long each buffer lived, how much of that it was used, and its views below it.
//
// Rows are drawn as they are scrolled to: 50,000 of them are a page like any other.

import {drawTimeAxis} from './axes';
import {Canvas, colors, textWithin} from './canvas';
import {choice, fill, h, replaceChoice, say} from './dom';
import {bytesText, countText, counted, instantText, timeText} from './format';
import {allBuffers, allBytes, buffersWords, kSampleWords, liveAt, whatIs} from './live_list';
import {onlyChanged, type Model, type View} from './model';
import type {Lives, Run} from './payload';
import {siteButton} from './site';
import type {State} from './state';

const kRow = 34;     // a line of words and a bar
const kViewRow = 20;
const kAxis = 24;
const kSorts: [string, string][] = [['', 'Largest'], ['begin', 'First made'], ['long', 'Longest'],
                                    ['idle', 'Idle longest']];

// What is the same for all windows of time: the buffers in an order, and the views of each.
class Orders {
  private readonly orders = new Map<string, Int32Array>();
  private readonly firstViews: Int32Array;  // by buffer: where its views begin, which are grouped so

  constructor(private readonly lives: Lives, private readonly duration: number) {
    this.firstViews = new Int32Array(lives.n + 1);
    for (const life of lives.views.life) ++this.firstViews[life + 1]!;
    for (let i = 0; i < lives.n; ++i) this.firstViews[i + 1]! += this.firstViews[i]!;
  }

  // The views of a buffer: from the first to before the second.
  viewsOf(life: number): [number, number] {
    return [this.firstViews[life]!, this.firstViews[life + 1]!];
  }

  of(sort: string): Int32Array {
    let order = this.orders.get(sort);
    if (!order) {
      const key = this.keyOf(sort);
      order = Int32Array.from({length: this.lives.n}, (_, i) => i);
      if (key) {
        const keys = Float64Array.from(order, key);
        order.sort((a, b) => keys[a]! - keys[b]! || a - b);
      }
      this.orders.set(sort, order);
    }
    return order;
  }

  // The first is the least; null: as they come, the largest first.
  private keyOf(sort: string): ((life: number) => number) | null {
    const {begin, end, accessed, last_access: last, first_write: write} = this.lives;
    const endOf = (i: number) => end[i]! < 0 ? this.duration : end[i]!;
    if (sort === 'begin') return (i) => begin[i]!;
    if (sort === 'long') return (i) => begin[i]! - endOf(i);
    if (sort === 'idle') {
      return (i) => accessed[i] ? Math.max(last[i]!, write[i]!, begin[i]!) - endOf(i) : 1;
    }
    return null;
  }
}

export function lifetimesView(model: Model): View {
  const {store} = model;
  // The rows of the picture: buffers, and how far down each begins. Its views are below it.
  let rows = new Int32Array(0);
  let tops = new Float64Array(0);
  let buffers = 0;
  const known = new WeakMap<Lives, Orders>();

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
  const note = h('p', {class: 'note', hidden: true}, kSampleWords);
  const legend = h('p', {class: 'note keys'},
      h('span', {class: 'key waits'}), ' not written yet ', h('span', {class: 'key used'}), ' in use ',
      h('span', {class: 'key idle'}), ' never accessed again ', h('span', {class: 'key unknown'}),
      ' uses unknown ', h('span', {class: 'key viewed'}), ' a view');
  const element = h('div', {class: 'view lifetimes'}, title,
                    h('div', {class: 'tools'}, sorts, legend), note, axis.element, scroller, detail);

  function ordersOf(state: State): Orders {
    const {lives} = model.run(state);
    let orders = known.get(lives);
    if (!orders) {
      orders = new Orders(lives, model.duration(state.run));
      known.set(lives, orders);
    }
    return orders;
  }

  // Which rows there are, of what is filtered for and was there within the window.
  function arrange(state: State): void {
    const lives = model.run(state).lives;
    const orders = ordersOf(state);
    const [from, to] = model.window(state);
    const filtered = model.filtered(state);
    if (rows.length < lives.n) {
      rows = new Int32Array(lives.n);
      tops = new Float64Array(lives.n);
    }
    buffers = 0;
    let height = 0;
    for (const i of orders.of(state.sort)) {
      const end = lives.end[i]!;
      if (lives.begin[i]! > to || (end >= 0 && end < from)) continue;
      if (state.at >= 0 && !liveAt(lives, i, state.at)) continue;
      if (filtered && !model.wanted(lives.site[i]!, state)) continue;
      rows[buffers] = i;
      tops[buffers++] = height;
      const [first, last] = orders.viewsOf(i);
      height += kRow + (last - first) * kViewRow;
    }
    const room = Math.max(120, Math.min(height + 8, Math.round(innerHeight * 0.62)));
    scroller.style.height = `${room}px`;
    spacer.style.height = `${Math.max(0, height + 4 - room)}px`;
  }

  // The last row that begins at y or above; -1: none.
  function rowAt(y: number): number {
    let low = 0, high = buffers;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle]! <= y) low = middle + 1;
      else high = middle;
    }
    return low - 1;
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
    const orders = ordersOf(state);
    for (let row = Math.max(0, rowAt(top)); row < buffers && tops[row]! < top + self.height; ++row) {
      const life = rows[row]!;
      const at = tops[row]! - top;
      if (at + kRow > 0) {
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
        const stands = allBytes(lives, life);
        const what = whatIs(model, lives, life) +
            (stands === lives.bytes[life] ? '' : `, stands for ${bytesText(stands)}`);
        textWithin(context, `${what}  ${model.siteText(lives.site[life]!)}`, 82, at + 9,
                   self.width - 90);
        bar(context, model, run, life, xOf, at + 18, self.width);
      }
      const [first, last] = orders.viewsOf(life);
      const above = Math.max(0, Math.floor((-at - kRow) / kViewRow));
      let y = at + kRow + above * kViewRow;
      for (let view = first + above; view < last && y < self.height; ++view, y += kViewRow) {
        viewBar(context, model, lives, view, xOf, y, self.width);
      }
    }
    if (state.at >= from && state.at <= to) {
      context.fillStyle = look.text;
      context.fillRect(xOf(state.at), 0, 1, self.height);
    }
  }

  // How far down the buffer is; -1: nowhere.
  function topOf(life: number): number {
    const row = rows.subarray(0, buffers).indexOf(life);
    return row < 0 ? -1 : tops[row]!;
  }

  function select(life: number, scroll: boolean): void {
    store.set({life}, false);
    const y = topOf(life);
    if (y < 0) return;
    if (scroll && (y < scroller.scrollTop ||
                   y + kRow > scroller.scrollTop + scroller.clientHeight)) {
      scroller.scrollTop = Math.max(0, y - scroller.clientHeight / 2);
    }
    say(words(model, model.run(store.get()), life));
  }

  function keys(event: KeyboardEvent): void {
    const state = store.get();
    const now = rows.subarray(0, buffers).indexOf(state.life);
    const step = {ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -1e9, End: 1e9}[event.key];
    if (step !== undefined && buffers > 0) {
      event.preventDefault();
      select(rows[Math.max(0, Math.min(buffers - 1, now < 0 ? 0 : now + step))]!, true);
    } else if (event.key === 'Enter' && state.life >= 0) {
      event.preventDefault();
      store.set({view: 'copies', sort: ''});
    }
  }

  canvas.element.addEventListener('click', (event) => {
    const y = event.clientY - canvas.element.getBoundingClientRect().top + scroller.scrollTop;
    const row = rowAt(y);
    if (row >= 0) select(rows[row]!, false);
  });

  return {
    element,
    update(state, changed) {
      const run = model.run(state);
      const onlyLife = onlyChanged(changed, 'life');
      const dragged = onlyChanged(changed, 'from', 'to');
      if (!onlyLife) {
        arrange(state);
        const some = run.lives.other.rows > 0 ? ` of the ${countText(run.lives.n)} largest` : '';
        title.textContent = state.at >= 0 ?
            `${buffersWords(run.lives, rows, buffers)}${some} lived at ${
                instantText(state.at, model.duration(state.run))}` :
            `${buffersWords(run.lives, rows, buffers)}${some}${
                state.from >= 0 ? ' lived in this window' : ''}`;
        if (!dragged) {
          sorts = replaceChoice(sorts, choice('Order', kSorts, state.sort,
                                              (sort) => store.set({sort})));
        }
        note.hidden = run.lives.weight.length === 0;
        axis.redraw();
      }
      canvas.redraw();
      if (!dragged) fill(detail, lifeDetail(model, run, state));
      if (changed === null && state.life >= 0) {
        requestAnimationFrame(() => {
          const y = topOf(state.life);
          if (y >= 0) scroller.scrollTop = Math.max(0, y - scroller.clientHeight / 3);
        });
      }
    },
  };
}

function viewBar(context: CanvasRenderingContext2D, model: Model, lives: Lives, view: number,
                 xOf: (t: number) => number, y: number, width: number): void {
  const {begin, end, bytes, site} = lives.views;
  const look = colors();
  const x0 = xOf(begin[view]!), x1 = end[view]! < 0 ? width : xOf(end[view]!);
  context.fillStyle = look.accent;
  context.fillRect(x0, y + 1, Math.max(2, x1 - x0), 3);
  context.fillStyle = look.faint;
  context.font = '11px system-ui, sans-serif';
  textWithin(context, `view of ${bytesText(bytes[view]!)}, ${model.siteShort(site[view]!, 50)}`,
             Math.max(14, Math.min(x0, width - 180)), y + 12, width);
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
    lives.weight.length === 0 ? null :
        pair('Stands for', `${bytesText(allBytes(lives, life))} in about ${
            counted(Math.round(allBuffers(lives, life)), 'buffer')}`),
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
