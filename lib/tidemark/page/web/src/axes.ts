// Scales and axes of what is drawn over time.

import {colors} from './canvas';
import {bytesText} from './format';

// At most about `most` instants that are easy to read.
export function timeTicks(from: number, to: number, most: number): number[] {
  const span = Math.max(1, to - from);
  const rough = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough) ?? rough);
  const ticks: number[] = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) ticks.push(t);
  return ticks;
}

export function tickText(t: number, step: number): string {
  const [name, factor] = t >= 1e9 || step >= 1e9 ? ['s', 1e9] as const :
                         t >= 1e6 || step >= 1e6 ? ['ms', 1e6] as const : ['us', 1e3] as const;
  const digits = Math.min(9, Math.max(0, Math.ceil(-Math.log10(step / factor) - 1e-9)));
  return `${(t / factor).toFixed(digits)} ${name}`;
}

// Steps of 1, 2 or 5 of a power of two that people know: 256 KiB, 1 MiB.
export function byteTicks(top: number, most: number): number[] {
  let step = 1;
  while (top / step > most) step *= 2;
  const ticks: number[] = [];
  for (let value = 0; value <= top; value += step) ticks.push(value);
  return ticks;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function drawTimeAxis(context: CanvasRenderingContext2D, box: Box, from: number,
                             to: number): void {
  const ticks = timeTicks(from, to, box.width / 90);
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : to - from;
  context.fillStyle = colors().faint;
  context.textAlign = 'center';
  for (const t of ticks) {
    const x = box.x + (t - from) / (to - from) * box.width;
    const text = tickText(t, step);
    const half = context.measureText(text).width / 2;
    context.fillRect(x, box.y + box.height, 1, 4);
    context.fillText(text, Math.min(box.x + box.width - half, Math.max(box.x + half, x)),
                     box.y + box.height + 12);
  }
  context.textAlign = 'left';
}

export function drawByteAxis(context: CanvasRenderingContext2D, box: Box, top: number): void {
  context.textAlign = 'right';
  for (const value of byteTicks(top, Math.max(2, box.height / 50))) {
    const y = box.y + box.height - value / top * box.height;
    context.fillStyle = colors().line;
    context.fillRect(box.x, Math.round(y), box.width, 1);
    context.fillStyle = colors().faint;
    context.fillText(bytesText(value), box.x - 6, y);
  }
  context.textAlign = 'left';
}
