// Makes elements. Text reaches the document by textContent alone: names of a trace are untrusted.

export type Child = Node | string | number | null | undefined | false;

type Handler = (event: never) => void;
export type Props = Record<string, string | number | boolean | Handler | null | undefined |
                           Partial<CSSStyleDeclaration>>;

function apply(element: Element, props: Props | null): void {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') {
      element.addEventListener(name, value as EventListener);
    } else if (typeof value === 'object') {
      Object.assign((element as HTMLElement).style, value);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
}

function add(parent: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(typeof child === 'number' ? String(child) : child);
  }
}

// `h('button', {class: 'chip', click: remove}, 'Remove')`: functions are listeners, `style` takes an
// object, everything else is an attribute.
export function h<K extends keyof HTMLElementTagNameMap>(
    tag: K, props: Props | null = null, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  apply(element, props);
  add(element, children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
    tag: K, props: Props | null = null, ...children: Child[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  apply(element, props);
  add(element, children);
  return element;
}

export function clear(element: Element): void {
  element.replaceChildren();
}

// These, in place of what was there.
export function fill(element: Element, ...children: Child[]): void {
  clear(element);
  add(element, children);
}

// One of a few: buttons of which one is pressed, with the arrow keys between them.
export function choice(label: string, options: [string, string][], chosen: string,
                       choose: (name: string) => void): HTMLElement {
  const group = h('div', {
    class: 'choice', role: 'radiogroup', 'aria-label': label,
    keydown: (event: KeyboardEvent) => {
      const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 :
                   event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
      if (step === 0) return;
      event.preventDefault();
      const at = options.findIndex((option) => option[0] === chosen);
      choose(options[(at + step + options.length) % options.length]![0]);
    },
  });
  for (const [name, words] of options) {
    group.append(h('button', {type: 'button', role: 'radio', 'data-name': name,
                              'aria-checked': String(name === chosen),
                              tabindex: name === chosen ? 0 : -1, click: () => choose(name)}, words));
  }
  return group;
}

// Puts `element` in the place of `old`, and the focus where it was: on the option that is chosen now.
export function replaceChoice(old: HTMLElement, element: HTMLElement): HTMLElement {
  const focused = old.contains(document.activeElement);
  old.replaceWith(element);
  if (focused) element.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
  return element;
}

// A name that somebody can read in a row; the whole of it, within reason, is in the title.
export function shorten(text: string, most: number): string {
  const units = [...text.slice(0, most * 2 + 2)];
  if (text.length <= most || units.length <= most) return text;
  const all = [...text];
  if (all.length <= most) return text;
  const tail = Math.ceil(most * 0.6);
  return all.slice(0, most - tail - 1).join('') + '\u2026' + all.slice(-tail).join('');
}

// Calls `draw` at most once a frame, however often it is asked for.
export function onceAFrame(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

let dragged = false;
const waiting = new Set<() => void>();

// Between these two something is dragged. What waits for the end of it is drawn then.
export function startDrag(): void {
  dragged = true;
}

export function endDrag(): void {
  dragged = false;
  // After what the last move asked for.
  requestAnimationFrame(() => [...waiting].forEach((draw) => draw()));
}

// Calls `draw` once it has not been asked for during a quarter of a second: for tables, which take longer
// than a frame has. While something is dragged it is called at the end, or where the pointer rests for
// a second: on a busy machine moves are far apart. `now` draws at once.
export function afterwards(draw: () => void): {later: () => void; now: () => void} {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = () => {
    clearTimeout(timer);
    waiting.delete(now);
    draw();
  };
  return {now, later: () => {
    clearTimeout(timer);
    waiting.add(now);
    timer = setTimeout(now, dragged ? 1000 : 250);
  }};
}

const status = h('div', {role: 'status', 'aria-live': 'polite', class: 'unseen', id: 'status'});

export function statusElement(): HTMLElement {
  return status;
}

// Tells those who cannot see it what has just been chosen.
export function say(text: string): void {
  status.textContent = text;
}
