// A canvas as wide as its place, sharp on every screen, drawn at most once a frame.

import {h, onceAFrame, type Props} from './dom';

export interface Colors {
  text: string;
  faint: string;
  line: string;
  panel: string;
  accent: string;
  warn: string;
  back: string;
}

export class Canvas {
  readonly element: HTMLCanvasElement;
  readonly redraw: () => void;
  width = 0;
  height = 0;

  constructor(height: number | (() => number), private readonly paint: (canvas: Canvas,
                                                      context: CanvasRenderingContext2D) => void,
              props: Props = {}) {
    this.element = h('canvas', props);
    this.redraw = onceAFrame(() => this.draw());
    this.heightOf = typeof height === 'number' ? () => height : height;
    new ResizeObserver(() => this.redraw()).observe(this.element);
  }

  private readonly heightOf: () => number;

  private draw(): void {
    const width = this.element.clientWidth;
    if (width === 0 || !this.element.isConnected) return;
    const height = this.heightOf();
    const scale = Math.min(3, devicePixelRatio || 1);
    if (this.element.width !== Math.round(width * scale) ||
        this.element.height !== Math.round(height * scale)) {
      this.element.width = Math.round(width * scale);
      this.element.height = Math.round(height * scale);
      this.element.style.height = `${height}px`;
    }
    this.width = width;
    this.height = height;
    const context = this.element.getContext('2d')!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `12px ${kFont}`;
    context.textBaseline = 'middle';
    this.paint(this, context);
  }
}

export const kFont = 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';

let known: Colors | null = null;

// The colours of the style sheet, as they are with the theme that is on.
export function colors(): Colors {
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim() || '#888';
  known = {text: of('--text'), faint: of('--faint'), line: of('--line'), panel: of('--panel'),
           accent: of('--accent'), warn: of('--warn'), back: of('--back')};
  return known;
}

export function forgetColors(): void {
  known = null;
}

const widths = new Map<string, number>();

function widthOf(context: CanvasRenderingContext2D, text: string): number {
  const key = context.font + text;
  let width = widths.get(key);
  if (width === undefined) {
    width = context.measureText(text).width;
    if (widths.size > 20000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

// Text cut to the room that it has; nothing where not even a little fits.
export function textWithin(context: CanvasRenderingContext2D, text: string, x: number, y: number,
                           room: number): void {
  if (room < 14) return;
  const some = text.length > 300 ? text.slice(0, 300) : text;
  const width = widthOf(context, some);
  if (width <= room) {
    context.fillText(some, x, y);
    return;
  }
  const units = [...some];
  const fitting = Math.floor(units.length * (room - 8) / width);
  if (fitting >= 2) context.fillText(units.slice(0, fitting).join('') + '\u2026', x, y);
}

// Black or white, whichever is read on `color` ("#rrggbb") more easily.
export function inkOn(color: string): string {
  const part = (at: number) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.19 ? '#000' : '#fff';
}
