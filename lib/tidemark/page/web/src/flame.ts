// Flame: who called. An icicle, the outermost callers on top, of bytes of the peak, leaked, allocated
// or copied; turned over, the places on top and their callers below.

import {Canvas, colors, inkOn, textWithin} from './canvas';
import {choice, fill, h, replaceChoice, say} from './dom';
import {bytesText, figure, shareText} from './format';
import {Icicle, type Metric} from './icicle';
import {onlyChanged, type Model, type View} from './model';
import {wholeRunNote} from './overview';
import {siteButton} from './site';
import type {State} from './state';

const kRow = 19;
const kMostDepth = 120;
const kMetrics: [string, string][] = [['peak', 'Peak'], ['leak', 'Leaked'], ['alloc', 'Allocated'],
                                      ['copy', 'Copied']];
const kWords: Record<string, string> = {peak: 'live at the peak', leak: 'leaked', alloc: 'allocated',
                                        copy: 'copied'};

export function flameView(model: Model): View {
  const {store} = model;
  const made = new Map<string, Icicle>();
  const icicle = (state: State): Icicle => {
    const metric = (kWords[state.metric] ? state.metric : 'peak') as Metric;
    const key = `${state.run} ${metric} ${state.invert}`;
    let result = made.get(key);
    if (!result) {
      result = new Icicle(model.run(state).flame, metric, state.invert === 1);
      made.set(key, result);
    }
    return result;
  };
  const rootOf = (state: State, tree: Icicle) => state.node > 0 && state.node < tree.n ? state.node : 0;

  let cursor = 0;  // the frame that the keyboard is on
  let drawn: {node: number; x: number; y: number; width: number}[] = [];

  const canvas = new Canvas(() => {
    const state = store.get();
    const tree = icicle(state);
    const depth = tree.depthBelow(rootOf(state, tree), Math.max(1, canvas.element.clientWidth));
    return Math.max(90, (Math.min(kMostDepth, depth) + 1) * kRow + 4);
  }, (self, context) => paint(self, context), {class: 'icicle'});

  function paint(self: Canvas, context: CanvasRenderingContext2D): void {
    const state = store.get();
    const tree = icicle(state);
    const root = rootOf(state, tree);
    drawn = [];
    context.font = '11.5px system-ui, "Segoe UI", sans-serif';
    const whole = tree.total[root]!;
    if (whole <= 0) return;
    const scale = self.width / whole;
    const filtered = model.filtered(state);
    const look = colors();
    const above: number[] = [];
    for (let node = tree.parent[root]!; node >= 0; node = tree.parent[node]!) above.unshift(node);
    const frame = (node: number, x: number, y: number, width: number, isAbove: boolean) => {
      drawn.push({node, x, y, width});
      const site = tree.site[node]!;
      const wanted = !filtered || (node > 0 && model.wanted(site, state));
      const color = node === 0 ? look.panel : frameColor(model, site);
      context.globalAlpha = isAbove ? 0.5 : wanted || node === 0 ? 1 : 0.28;
      context.fillStyle = color;
      context.fillRect(x, y, Math.max(0.6, width - 0.6), kRow - 1);
      if (width > 16) {
        context.globalAlpha = wanted || node === 0 ? 1 : 0.75;
        context.fillStyle = node === 0 || (!wanted && node > 0) ? look.text : inkOn(color);
        textWithin(context, node === 0 ? 'the whole program' : model.siteName(site, 100), x + 4,
                   y + kRow / 2, width - 8);
      }
      if (filtered && wanted && node > 0) {
        context.strokeStyle = look.text;
        context.lineWidth = 1;
        if (width > 3) context.strokeRect(x + 0.5, y + 0.5, width - 1.6, kRow - 2);
      }
      context.globalAlpha = 1;
      if (node === cursor && document.activeElement === box) {
        context.strokeStyle = look.accent;
        context.lineWidth = 2;
        context.strokeRect(x + 1, y + 1, Math.max(1, width - 3), kRow - 3);
      }
    };
    let y = 0;
    for (const node of above.slice(-3)) {
      frame(node, 0, y, self.width, true);
      y += kRow;
    }
    const stack: [number, number, number][] = [[root, 0, y]];
    while (stack.length > 0) {
      const [node, x, at] = stack.pop()!;
      const width = tree.total[node]! * scale;
      if (width < 0.4 || at > self.height) continue;
      frame(node, x, at, width, false);
      let next = x;
      for (const child of tree.childrenOf(node)) {
        stack.push([child, next, at + kRow]);
        next += tree.total[child]! * scale;
      }
    }
  }

  const tip = h('div', {class: 'tip', hidden: true});
  const at = (event: PointerEvent | MouseEvent): number => {
    const place = canvas.element.getBoundingClientRect();
    const x = event.clientX - place.left, y = event.clientY - place.top;
    return drawn.find((one) => y >= one.y && y < one.y + kRow && x >= one.x &&
                               x < one.x + Math.max(1, one.width))?.node ?? -1;
  };
  const words = (node: number): string => {
    const state = store.get();
    const tree = icicle(state);
    const name = node === 0 ? 'the whole program' : model.siteText(tree.site[node]!);
    return `${name}: ${bytesText(tree.total[node]!)}, ${
        shareText(tree.total[node]!, tree.total[0]!) || '0%'} of what is ${kWords[state.metric]}`;
  };
  const zoom = (node: number) => {
    cursor = node;
    store.set({node});
    say(words(node));
  };

  const box = h('div', {
    class: 'chartbox', tabindex: 0, role: 'application', 'aria-label':
        'Call tree. Down goes to the largest callee, up to the caller, left and right to its ' +
        'neighbours; Enter makes a frame as wide as the picture, Escape goes back.',
    focus: () => canvas.redraw(), blur: () => canvas.redraw(),
    keydown: (event: KeyboardEvent) => {
      const state = store.get();
      const tree = icicle(state);
      if (cursor >= tree.n) cursor = 0;
      let next = cursor;
      const parent = tree.parent[cursor]!;
      const family = parent < 0 ? [cursor] : tree.childrenOf(parent);
      const place = family.indexOf(cursor);
      if (event.key === 'ArrowDown') next = tree.childrenOf(cursor)[0] ?? cursor;
      else if (event.key === 'ArrowUp') next = parent < 0 ? cursor : parent;
      else if (event.key === 'ArrowRight') next = family[place + 1] ?? cursor;
      else if (event.key === 'ArrowLeft') next = family[place - 1] ?? cursor;
      else if (event.key === 'Enter') return void (event.preventDefault(), zoom(cursor));
      else if (event.key === 'Escape' && state.node > 0) {
        event.stopPropagation();
        return zoom(Math.max(0, tree.parent[rootOf(state, tree)]!));
      } else return;
      event.preventDefault();
      cursor = next;
      say(words(cursor));
      detail.textContent = words(cursor);
      canvas.redraw();
    },
  }, canvas.element, tip);
  canvas.element.addEventListener('click', (event) => {
    const node = at(event);
    if (node >= 0) zoom(node);
  });
  canvas.element.addEventListener('pointermove', (event) => {
    const node = at(event);
    tip.hidden = node < 0;
    if (node < 0) return;
    const tree = icicle(store.get());
    fill(tip, h('b', null, bytesText(tree.total[node]!)), ` ${
        shareText(tree.total[node]!, tree.total[0]!)}, itself ${bytesText(tree.self[node]!)}`,
         h('div', null, h('bdi', null, node === 0 ? 'the whole program' :
                                                    model.siteTitle(tree.site[node]!).slice(0, 300))));
    const place = box.getBoundingClientRect();
    tip.style.left = `${Math.max(0, Math.min(event.clientX - place.left + 12,
                                             place.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${event.clientY - place.top + 18}px`;
  });
  canvas.element.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });

  const title = h('h2');
  const whole = wholeRunNote('Who called is told');
  let metrics: HTMLElement = h('div');
  const turned = h('input', {type: 'checkbox', change: () => store.set(
      {invert: turned.checked ? 1 : 0, node: 0})});
  const path = h('nav', {class: 'path', 'aria-label': 'Callers of the frame on top'});
  const detail = h('p', {class: 'note'});
  const element = h('div', {class: 'view flame'}, title, whole.element,
      h('div', {class: 'tools'}, metrics, h('label', null, turned, ' callers below')), path, box, detail);

  return {
    element,
    update(state, changed) {
      whole.update(state);
      if (onlyChanged(changed, 'from', 'to', 'at')) return;
      const run = model.run(state);
      const tree = icicle(state);
      const root = rootOf(state, tree);
      cursor = root;
      const sum = tree.total[0]!;
      fill(title, figure(sum, 'bytes', `flame.${state.metric}`), ` ${kWords[state.metric] ?? ''}`,
           model.filtered(state) ? `; ${shareText(tree.matching((site) => model.wanted(site, state)),
               sum) || '0%'} through what you filter for` : ', by who called');
      metrics = replaceChoice(metrics, choice('Bytes of what', kMetrics, state.metric,
                                              (metric) => store.set({metric, node: 0})));
      turned.checked = state.invert === 1;
      fill(path);
      if (root > 0) {
        path.append(h('button', {type: 'button', class: 'link', click: () => zoom(0)},
                      'the whole program'));
        const callers: number[] = [];
        for (let node = root; node > 0; node = tree.parent[node]!) callers.unshift(node);
        for (const node of callers) {
          path.append(' \u203a ', h('button', {type: 'button', class: 'link', click: () => zoom(node)},
                                   h('bdi', null, model.siteName(tree.site[node]!, 30))));
        }
        path.append(' ', siteButton(model, tree.site[root]!));
      }
      detail.textContent = sum === 0 ? `Nothing was ${kWords[state.metric] ?? ''}.` :
          run.flame.folded_stacks > 0 ?
          `${run.flame.folded_stacks} stacks beyond the bound are in frames named Other.` : '';
      canvas.redraw();
    },
  };
}

// Places that have a colour of their own keep it; all others are in quiet tones.
function frameColor(model: Model, site: number): string {
  if (model.ranked(site)) return model.color(site);
  if (site < 0) return model.color(site);
  const name = model.siteName(site);
  let hash = 7;
  for (let i = 0; i < name.length && i < 200; ++i) hash = (hash * 31 + name.charCodeAt(i)) | 0;
  const tones = model.dark() ? ['#4a4f57', '#535862', '#454b55', '#5b5f68'] :
                               ['#d9d4c7', '#cfcabc', '#e2ddd1', '#c9c6bd'];
  return tones[Math.abs(hash) % tones.length]!;
}
