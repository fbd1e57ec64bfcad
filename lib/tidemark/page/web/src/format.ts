// Quantities as words, the same as those of the text report.

import {h} from './dom';
import type {Int} from './payload';

// Cut off, not rounded: a figure must not look as if it reached a limit that it does not.
export function bytesText(bytes: Int): string {
  let value = BigInt(typeof bytes === 'number' ? Math.trunc(bytes) : bytes);
  const sign = value < 0n ? '-' : '';
  if (value < 0n) value = -value;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let factor = 1n;
  while (unit + 1 < units.length && value / factor >= 1024n) {
    factor <<= 10n;
    ++unit;
  }
  const whole = value / factor;
  const decimals = unit === 0 || whole >= 100n ? 0 : whole >= 10n ? 1 : 2;
  const fraction = (value % factor) * 10n ** BigInt(decimals) / factor;
  let text = whole.toString();
  if (fraction !== 0n) {
    text += '.' + fraction.toString().padStart(decimals, '0').replace(/0+$/, '');
  }
  return `${sign}${text} ${units[unit]}`;
}

export function countText(count: Int): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function counted(count: Int, singular: string, plural = singular + 's'): string {
  return `${countText(count)} ${String(count) === '1' ? singular : plural}`;
}

export function timeText(ns: number): string {
  for (const [name, factor] of [['s', 1e9], ['ms', 1e6], ['us', 1e3]] as const) {
    const value = Math.abs(ns) / factor;
    if (value < 0.9995) continue;
    const text = value < 999.5 ? String(Number(value.toPrecision(3))) : value.toFixed(0);
    return `${ns < 0 ? '-' : ''}${text} ${name}`;
  }
  return `${Math.round(ns)} ns`;
}

// An instant, to the digits that tell it from others of the window `span`.
export function instantText(ns: number, span: number): string {
  const [name, factor] = ns >= 1e9 || span >= 1e9 ? ['s', 1e9] as const :
                         ns >= 1e6 || span >= 1e6 ? ['ms', 1e6] as const : ['us', 1e3] as const;
  const digits = Math.min(9, Math.max(0, Math.ceil(-Math.log10(Math.max(span, 1) / factor / 1000))));
  const text = (ns / factor).toFixed(digits);
  return ns > 0 && Number(text) === 0 ? timeText(ns) : `${text} ${name}`;
}

export function shareText(part: Int, whole: Int): string {
  const p = Number(part), w = Number(whole);
  if (w <= 0) return '';
  if (p > 0 && p < w / 100) return '<1%';
  const percent = Math.round(100 * p / w);
  return `${percent === 100 && p < w ? 99 : percent}%`;
}

export type Unit = 'bytes' | 'count' | 'time';

export function unitText(value: Int, unit: Unit): string {
  return unit === 'bytes' ? bytesText(value) : unit === 'time' ? timeText(Number(value)) :
                                               countText(value);
}

function exactText(value: Int, unit: Unit): string {
  return unit === 'bytes' ? `${countText(value)} bytes` :
         unit === 'time' ? `${countText(value)} ns` : countText(value);
}

// A figure as it is read, with the exact one in the title, and for tests in data-n.
export function figure(value: Int, unit: Unit, key = ''): HTMLElement {
  return h('span', {class: 'fig', title: exactText(value, unit), 'data-n': String(value),
                    'data-key': key || null}, unitText(value, unit));
}
