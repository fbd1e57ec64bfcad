// The brush: the whole run in one strip, and the window of time that every view is about.
//
// A drag makes a window, a drag of the window or of its edges moves them, a click looks at an instant.
// Both edges are sliders for the keyboard.

import {Canvas, colors} from './canvas';
import {endDrag, h, startDrag} from './dom';
import {bytesText, instantText} from './format';
import type {Model, View} from './model';
import {columnAt, columnTime, columnTotal, kPeakColumn, pickColumns, seriesOf, StackPicture} from './stack';
import type {State} from './state';

const kHeight = 46;

export function overview(model: Model): View {
  const {store} = model;
  let picture: HTMLCanvasElement | null = null;  // the stack, without what changes in a drag
  let pictureKey = '';

  const canvas = new Canvas(kHeight, (self, context) => {
    const state = store.get();
    const line = model.run(state).timeline;
    const duration = model.duration(state.run);
    const key = [self.width, state.run, state.site, state.q, model.dark(), self.element.width].join();
    if (!picture || key !== pictureKey) {
      pictureKey = key;
      picture = document.createElement('canvas');
      picture.width = self.element.width;
      picture.height = self.element.height;
      const own = picture.getContext('2d')!;
      own.setTransform(self.element.width / self.width, 0, 0, self.element.height / self.height, 0, 0);
      const picks = pickColumns(line, 0, duration, Math.floor(self.width));
      new StackPicture().draw(own, line, {x: 0, y: 3, width: picks.length, height: kHeight - 4}, picks,
                line.peak.total, seriesOf(model, line, state));
    }
    context.drawImage(picture, 0, 0, self.width, self.height);
    const [from, to] = model.window(state);
    const x0 = from / duration * self.width, x1 = to / duration * self.width;
    const look = colors();
    context.fillStyle = look.back;
    context.globalAlpha = 0.72;
    context.fillRect(0, 0, x0, kHeight);
    context.fillRect(x1, 0, self.width - x1, kHeight);
    context.globalAlpha = 1;
    context.fillStyle = look.line;
    context.fillRect(0, kHeight - 1, self.width, 1);
    if (state.from >= 0) {
      context.strokeStyle = look.accent;
      context.lineWidth = 2;
      context.strokeRect(x0 + 1, 1, Math.max(2, x1 - x0 - 2), kHeight - 2);
    }
    if (state.at >= 0) {
      context.fillStyle = look.text;
      context.fillRect(Math.round(state.at / duration * self.width), 0, 1.5, kHeight);
    }
  }, {class: 'overview', 'aria-hidden': 'true'});

  const edge = (which: 'from' | 'to') => h('div', {
    class: 'edge', role: 'slider', tabindex: 0,
    'aria-label': which === 'from' ? 'Start of the window of time' : 'End of the window of time',
    keydown: (event: KeyboardEvent) => {
      const duration = model.duration(store.get().run);
      const [from, to] = model.window(store.get());
      const now = which === 'from' ? from : to;
      const step = duration * (event.shiftKey ? 0.1 : 0.01);
      const wanted = event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? now - step :
                     event.key === 'ArrowRight' || event.key === 'ArrowUp' ? now + step :
                     event.key === 'Home' ? 0 : event.key === 'End' ? duration : null;
      if (wanted === null) return;
      event.preventDefault();
      if (which === 'from') setWindow(model, Math.min(wanted, to - step / 10), to, false);
      else setWindow(model, from, Math.max(wanted, from + step / 10), false);
    },
  });
  const edges = [edge('from'), edge('to')];

  const place = h('div', {class: 'brush', 'aria-label': 'Time', role: 'group'}, canvas.element, ...edges);
  drags(model, canvas, place);
  place.addEventListener('dblclick', () => store.set({from: -1, to: -1, at: -1}));

  return {
    element: place,
    update(state) {
      canvas.redraw();
      const duration = model.duration(state.run);
      const window = model.window(state);
      window.forEach((t, i) => {
        const slider = edges[i]!;
        slider.style.left = `${t / duration * 100}%`;
        slider.setAttribute('aria-valuemin', '0');
        slider.setAttribute('aria-valuemax', String(duration));
        slider.setAttribute('aria-valuenow', String(Math.round(t)));
        slider.setAttribute('aria-valuetext', instantText(t, duration));
      });
    },
  };
}

// Says of a view, or of a part of it, that the window does not change it.
export function wholeRunNote(what: string): {element: HTMLElement; update(state: State): void} {
  const element = h('p', {class: 'note', hidden: true},
                    `${what} of the whole run, not of your window of time.`);
  return {element, update(state) {
    element.hidden = state.from < 0;
  }};
}

// The whole of the run is no window.
export function setWindow(model: Model, from: number, to: number, fresh: boolean): void {
  const duration = model.duration(model.store.get().run);
  const a = Math.max(0, Math.round(from)), b = Math.min(duration, Math.round(to));
  if (b - a < 1) return;
  if (a === 0 && b === duration) model.store.set({from: -1, to: -1}, fresh);
  else model.store.set({from: a, to: b}, fresh);
}

export function setInstant(model: Model, t: number): void {
  const line = model.run(model.store.get()).timeline;
  if (line.n === 0) return;
  model.store.set({at: columnTime(line, columnAt(line, t))});
}

export function peakInstant(model: Model): void {
  const line = model.run(model.store.get()).timeline;
  model.store.set({at: columnTime(line, kPeakColumn)});
}

export function instantWords(model: Model, state: State): string {
  const line = model.run(state).timeline;
  return `${bytesText(columnTotal(line, columnAt(line, state.at)))} live at ` +
         instantText(state.at, model.duration(state.run));
}

function drags(model: Model, canvas: Canvas, place: HTMLElement): void {
  const {store} = model;
  let drag: {mode: 'new' | 'move' | 'from' | 'to'; x: number; from: number; to: number;
             moved: boolean} | null = null;
  const timeOf = (event: PointerEvent) => {
    const box = canvas.element.getBoundingClientRect();
    return (event.clientX - box.left) / box.width * model.duration(store.get().run);
  };
  place.addEventListener('pointerdown', (event: PointerEvent) => {
    if (event.button !== 0) return;
    const state = store.get();
    const [from, to] = model.window(state);
    const t = timeOf(event);
    const near = model.duration(state.run) * 7 / Math.max(1, canvas.width);
    const mode = state.from >= 0 && Math.abs(t - from) < near ? 'from' :
                 state.from >= 0 && Math.abs(t - to) < near ? 'to' :
                 state.from >= 0 && t > from && t < to ? 'move' : 'new';
    drag = {mode, x: t, from, to, moved: false};
    startDrag();
    place.setPointerCapture(event.pointerId);
  });
  place.addEventListener('pointermove', (event: PointerEvent) => {
    if (!drag) return;
    const t = timeOf(event);
    const duration = model.duration(store.get().run);
    if (!drag.moved && Math.abs(t - drag.x) < duration * 4 / Math.max(1, canvas.width)) return;
    drag.moved = true;
    if (drag.mode === 'new') setWindow(model, Math.min(t, drag.x), Math.max(t, drag.x), false);
    else if (drag.mode === 'from') setWindow(model, Math.min(t, drag.to - 1), drag.to, false);
    else if (drag.mode === 'to') setWindow(model, drag.from, Math.max(t, drag.from + 1), false);
    else {
      const by = Math.max(-drag.from, Math.min(duration - drag.to, t - drag.x));
      setWindow(model, drag.from + by, drag.to + by, false);
    }
  });
  const stop = (event: PointerEvent) => {
    if (drag && !drag.moved && event.type === 'pointerup') setInstant(model, timeOf(event));
    drag = null;
    store.flush();
    endDrag();
  };
  place.addEventListener('pointerup', stop);
  place.addEventListener('pointercancel', stop);
}
