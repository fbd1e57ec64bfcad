// Timeline: when was how much live, and which place held it.

import {drawByteAxis, drawTimeAxis, type Box} from './axes';
import {Canvas, colors, textWithin} from './canvas';
import {afterwards, clear, h, say} from './dom';
import {bytesText, countText, figure, instantText} from './format';
import {liveBuffers} from './live_list';
import {onlyChanged, type Model, type View} from './model';
import {instantWords, peakInstant, setInstant, setWindow} from './overview';
import type {Run} from './payload';
import {siteButton} from './site';
import {bucketAt, columnAt, columnBytes, columnTime, columnTotal, kPeakColumn, largestColumn,
        pickColumns, seriesOf, StackPicture} from './stack';
import type {State} from './state';
import {table} from './table';

const kLeft = 74;

export function timelineView(model: Model): View {
  const {store} = model;
  let hover = -2;  // the column under the pointer
  const tip = h('div', {class: 'tip', hidden: true});

  const boxOf = (canvas: Canvas): Box => {
    const left = canvas.width < 500 ? 58 : kLeft;
    return {x: left, y: 18, width: Math.max(10, Math.floor(canvas.width - left - 4)),
            height: canvas.height - 44};
  };
  const stack = new StackPicture();
  const canvas = new Canvas(() => innerWidth < 700 ? 250 : 340, (self, context) => {
    const state = store.get();
    const run = model.run(state);
    const box = boxOf(self);
    const [from, to] = model.window(state);
    const top = topOf(run, from, to);
    drawByteAxis(context, box, top);
    const picks = pickColumns(run.timeline, from, to, box.width);
    stack.draw(context, run.timeline, box, picks, top, seriesOf(model, run.timeline, state));
    drawTimeAxis(context, box, from, to);
    marks(context, run, box, from, to, top, state);
  }, {class: 'chart'});

  const timeOf = (event: PointerEvent): number => {
    const box = boxOf(canvas);
    const [from, to] = model.window(store.get());
    const x = event.clientX - canvas.element.getBoundingClientRect().left - box.x;
    return from + Math.max(0, Math.min(1, x / box.width)) * (to - from);
  };
  const columnNear = (t: number): number => {
    const line = model.run(store.get()).timeline;
    const [from, to] = model.window(store.get());
    const near = (to - from) / Math.max(1, boxOf(canvas).width) * 4;
    return Math.abs(t - line.peak.t) <= near ? kPeakColumn : bucketAt(line, t);
  };

  const chart = h('div', {
    class: 'chartbox', tabindex: 0, role: 'slider', 'aria-label':
        'Instant of the timeline. Arrows move it, P goes to the peak, plus and minus zoom.',
    keydown: (event: KeyboardEvent) => keys(model, event),
  }, canvas.element, tip);
  let down: {t: number; x: number; moved: boolean; from: number; to: number} | null = null;
  chart.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const [from, to] = model.window(store.get());
    down = {t: timeOf(event), x: event.clientX, moved: false, from, to};
    canvas.element.setPointerCapture(event.pointerId);
  });
  const selection = h('div', {class: 'selection', hidden: true});
  chart.append(selection);
  chart.addEventListener('pointermove', (event) => {
    if (down && Math.abs(event.clientX - down.x) > 4) down.moved = true;
    if (down?.moved) {
      const box = canvas.element.getBoundingClientRect();
      const a = Math.min(down.x, event.clientX) - box.left, b = Math.max(down.x, event.clientX) - box.left;
      Object.assign(selection.style, {left: `${a}px`, width: `${b - a}px`});
      selection.hidden = false;
    }
    hover = columnNear(timeOf(event));
    showTip(event);
  });
  chart.addEventListener('pointerup', (event) => {
    selection.hidden = true;
    if (!down) return;
    const t = timeOf(event);
    if (down.moved) setWindow(model, Math.min(t, down.t), Math.max(t, down.t), true);
    else {
      const line = model.run(store.get()).timeline;
      setInstant(model, columnTime(line, columnNear(t)));
    }
    down = null;
  });
  chart.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });
  chart.addEventListener('dblclick', () => store.set({from: -1, to: -1}));

  function showTip(event: PointerEvent): void {
    const state = store.get();
    const line = model.run(state).timeline;
    clear(tip);
    const list = line.sites.map((site, s) => [site, columnBytes(line, s, hover)] as const)
                     .filter((pair) => pair[1] > 0).sort((a, b) => b[1] - a[1]).slice(0, 6);
    tip.append(h('b', null, bytesText(columnTotal(line, hover))), ' at ',
               instantText(columnTime(line, hover), span(model, state)),
               hover === kPeakColumn ? ' (the peak)' : '');
    for (const [site, bytes] of list) {
      tip.append(h('div', null, h('span', {class: 'swatch', style: {background: model.color(site)}}),
                   `${bytesText(bytes)}  `, h('bdi', null, model.siteShort(site, 40))));
    }
    const box = chart.getBoundingClientRect();
    tip.hidden = false;
    const x = event.clientX - box.left;
    tip.style.left = `${Math.max(0, Math.min(x + 14, box.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(0, event.clientY - box.top - tip.offsetHeight - 10)}px`;
  }

  function marks(context: CanvasRenderingContext2D, run: Run, box: Box, from: number, to: number,
                 top: number, state: State): void {
    const look = colors();
    const xOf = (t: number) => box.x + (t - from) / (to - from) * box.width;
    const within = (t: number) => t >= from && t <= to;
    let named = -Infinity;  // up to where there are names
    for (const mark of run.marks) {
      if (!within(mark.t)) continue;
      const x = xOf(mark.t);
      context.fillStyle = look.faint;
      context.fillRect(x, box.y, 1, box.height);
      if (x < named) continue;
      textWithin(context, model.str(mark.name), x + 3, box.y + 6, Math.min(90, box.x + box.width - x));
      named = x + 100;
    }
    if (within(run.peak.t) && run.timeline.n > 0) {
      const x = xOf(run.peak.t), y = box.y + box.height * (1 - run.timeline.peak.total / top);
      context.fillStyle = look.text;
      context.beginPath();
      context.moveTo(x, y - 1);
      context.lineTo(x - 5, y - 8);
      context.lineTo(x + 5, y - 8);
      context.fill();
      const text = `peak ${bytesText(run.peak.bytes)}`;
      const wide = context.measureText(text).width;
      context.fillText(text, x + 9 + wide > box.x + box.width ? x - 9 - wide : x + 9, y - 8);
    }
    if (state.at >= 0 && within(state.at)) {
      const x = xOf(state.at);
      context.fillStyle = look.text;
      context.fillRect(Math.round(x) - 0.75, box.y - 4, 1.5, box.height + 4);
    }
  }

  const legend = h('section', {'aria-label': 'Places'});
  const live = h('section', {'aria-label': 'Live at the instant'});
  const tables = afterwards(() => {
    const state = store.get();
    const run = model.run(state);
    clear(legend);
    legend.append(sitesTable(model, run, state));
    clear(live);
    if (state.at >= 0) live.append(liveBuffers(model, run, state));
  });
  const title = h('h2');
  const element = h('div', {class: 'view timeline'}, title, chart, legend, live);
  return {
    element,
    update(state, changed) {
      const run = model.run(state);
      title.textContent = headline(model, run, state);
      canvas.redraw();
      chart.setAttribute('aria-valuemin', '0');
      chart.setAttribute('aria-valuemax', String(model.duration(state.run)));
      chart.setAttribute('aria-valuenow', String(state.at < 0 ? run.peak.t : state.at));
      chart.setAttribute('aria-valuetext', state.at < 0 ? 'no instant chosen' :
                                                          instantWords(model, state));
      if (onlyChanged(changed, 'from', 'to')) tables.later();
      else tables.now();
    },
  };
}

function span(model: Model, state: State): number {
  const [from, to] = model.window(state);
  return to - from;
}

function topOf(run: Run, from: number, to: number): number {
  return Math.max(1, columnTotal(run.timeline, largestColumn(run.timeline, from, to))) * 1.02;
}

function headline(model: Model, run: Run, state: State): string {
  const line = run.timeline;
  if (state.at >= 0) return instantWords(model, state);
  const [from, to] = model.window(state);
  if (line.n === 0) return 'The trace has no events to draw';
  const column = largestColumn(line, from, to);
  const where = state.from < 0 ? 'Most was live at' : 'In this window most was live at';
  return `${where} ${instantText(columnTime(line, column), to - from)}: ` +
         bytesText(columnTotal(line, column));
}

function keys(model: Model, event: KeyboardEvent): void {
  const {store} = model;
  const state = store.get();
  const line = model.run(state).timeline;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const [from, to] = model.window(state);
  const step = event.shiftKey ? 10 : 1;
  const now = state.at < 0 ? line.peak.t : state.at;
  // A step is a bucket, or what a hundredth of the window is where that is more.
  const stride = Math.max(line.bucket_ns, (to - from) / 200) * step;
  const go = (t: number) => {
    const kept = Math.max(0, Math.min(line.n - 1, Math.floor(t / Math.max(1, line.bucket_ns))));
    store.set({at: line.at_t[kept] ?? 0}, false);
    say(instantWords(model, store.get()));
  };
  const zoom = (factor: number) => {
    const half = (to - from) * factor / 2;
    const middle = Math.max(from, Math.min(to, now));
    setWindow(model, middle - half, middle + half, false);
  };
  if (event.key === 'ArrowRight') go(now + stride);
  else if (event.key === 'ArrowLeft') go(now - stride);
  else if (event.key === 'Home') go(from);
  else if (event.key === 'End') go(to - 1);
  else if (event.key === 'p' || event.key === 'P') peakInstant(model);
  else if (event.key === '+' || event.key === '=') zoom(0.5);
  else if (event.key === '-') zoom(2);
  else if (event.key === '0') store.set({from: -1, to: -1}, false);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// What each place held: at the instant, or else where most was live within the window.
function sitesTable(model: Model, run: Run, state: State): HTMLElement {
  const line = run.timeline;
  const [from, to] = model.window(state);
  const column = state.at >= 0 ? columnAt(line, state.at) : largestColumn(line, from, to);
  const total = columnTotal(line, column);
  const held = (row: number) => columnBytes(line, row, column);
  const rows = line.sites.map((_, s) => s).filter((s) => model.wanted(line.sites[s]!, state));
  rows.sort((a, b) => held(b) - held(a));
  return table({
    caption: 'Live by place', store: model.store, rows, first: 25,
    empty: 'No place of the timeline is what you filter for: it may be part of Other.',
    columns: [
      {name: 'bytes', title: state.at >= 0 ? 'At the instant' : 'At that moment', unit: 'bytes',
       value: held, whole: total, key: 'timeline.site'},
      {name: 'peak', title: 'At the peak', unit: 'bytes', wide: true,
       value: (row) => columnBytes(line, row, kPeakColumn)},
      {name: 'site', title: 'Place', unit: 'text', value: (row) => model.siteText(line.sites[row]!),
       cell: (row) => siteButton(model, line.sites[row]!)},
    ],
    footers: [
      [figure(columnBytes(line, line.sites.length, column), 'bytes', 'timeline.other'),
       figure(line.peak.other, 'bytes'), siteButton(model, -1)],
      [figure(total, 'bytes', 'timeline.total'), figure(line.peak.total, 'bytes', 'timeline.peak'),
       `all places (${countText(line.n)} spans of time)`],
    ],
  });
}
