// The stacked picture of live bytes by site over time, for the overview, the timeline and the
// comparison.

import type {Box} from './axes';
import type {Model} from './model';
import type {Timeline} from './payload';
import type {State} from './state';

// Where a column of figures stands: a bucket, or the exact peak.
export const kPeakColumn = -1;

export function bucketAt(line: Timeline, t: number): number {
  if (line.n === 0) return 0;
  return Math.max(0, Math.min(line.n - 1, Math.floor(t / Math.max(1, line.bucket_ns))));
}

// The column with the instant nearest to t: the peak's where t is the peak's.
export function columnAt(line: Timeline, t: number): number {
  return t === line.peak.t ? kPeakColumn : bucketAt(line, t);
}

export function columnTime(line: Timeline, column: number): number {
  return column === kPeakColumn ? line.peak.t : line.at_t[column] ?? 0;
}

export function columnTotal(line: Timeline, column: number): number {
  return column === kPeakColumn ? line.peak.total : line.max_bytes[column] ?? 0;
}

export function columnBytes(line: Timeline, series: number, column: number): number {
  if (series >= line.sites.length) {
    return column === kPeakColumn ? line.peak.other : line.other[column] ?? 0;
  }
  return (column === kPeakColumn ? line.peak.bytes[series] : line.bytes[series]?.[column]) ?? 0;
}

// The column with most live within the window.
export function largestColumn(line: Timeline, from: number, to: number): number {
  if (line.n === 0 || (line.peak.t >= from && line.peak.t <= to)) return kPeakColumn;
  let best = -2;
  for (let i = bucketAt(line, from); i <= bucketAt(line, to); ++i) {
    const t = line.at_t[i] ?? 0;
    if (t < from || t > to) continue;
    if (best < 0 || columnTotal(line, i) > columnTotal(line, best)) best = i;
  }
  return best === -2 ? bucketAt(line, from) : best;
}

// For each pixel the column that stands there: the one with most.
export function pickColumns(line: Timeline, from: number, to: number, width: number): Int32Array {
  const picks = new Int32Array(width);
  const scale = (to - from) / width;
  const bucket = Math.max(1, line.bucket_ns);
  for (let x = 0; x < width; ++x) {
    const t0 = from + x * scale, t1 = t0 + scale;
    if (line.peak.t >= t0 && line.peak.t < t1) {
      picks[x] = kPeakColumn;
      continue;
    }
    const first = Math.floor(t0 / bucket), last = Math.max(first, Math.ceil(t1 / bucket) - 1);
    let best = first >= line.n ? -2 : first;
    for (let i = first + 1; i <= last && i < line.n; ++i) {
      if (line.max_bytes[i]! > line.max_bytes[best]!) best = i;
    }
    picks[x] = best;
  }
  return picks;
}

export interface Series {
  index: number;  // in the timeline; sites.length: Other
  color: string;
  faded: boolean;
}

// Those that are asked for lie at the bottom, on the straight line.
export function seriesOf(model: Model, line: Timeline, state: State): Series[] {
  const list: Series[] = [];
  const filtered = model.filtered(state);
  for (let s = 0; s <= line.sites.length; ++s) {
    const site = line.sites[s] ?? -1;
    list.push({index: s, color: model.color(site), faded: filtered && !model.wanted(site, state)});
  }
  if (filtered) list.sort((a, b) => Number(a.faded) - Number(b.faded) || a.index - b.index);
  return list;
}

// What is drawn for a series: its colour, as much as it is mixed into the ground.
function inkOf({color, faded}: Series): [number, number, number, number] {
  const part = (at: number) => parseInt(color.slice(at, at + 2), 16);
  return [part(1), part(3), part(5), faded ? 0.22 : 1];
}

// Stacks as pixels: a picture is filled column by column and laid over what is there, which takes a
// fraction of the time that outlines of thousands of corners do. A pixel that several series share
// has their mixture.
export class StackPicture {
  private readonly canvas = document.createElement('canvas');
  private readonly own = this.canvas.getContext('2d')!;
  private image: ImageData | null = null;

  draw(context: CanvasRenderingContext2D, line: Timeline, box: Box, picks: Int32Array, top: number,
       series: Series[]): void {
    const width = picks.length;
    const scale = context.getTransform().d;  // of pixels of the screen
    const height = Math.max(1, Math.round(box.height * scale));
    if (width === 0 || line.n === 0) return;
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.image = this.own.createImageData(width, height);
    } else {
      this.image.data.fill(0);
    }
    fillPixels(this.image, line, picks, height / Math.max(1, top), series);
    this.own.putImageData(this.image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.canvas, box.x, box.y, width, box.height);
    context.imageSmoothingEnabled = true;
  }
}

const kLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function fillPixels(image: ImageData, line: Timeline, picks: Int32Array, scale: number,
                    series: Series[]): void {
  const {width, height, data} = image;
  const pixels = new Uint32Array(data.buffer);
  const inks = series.map(inkOf);
  const solid = inks.map(([r, g, b, a]) => {
    const alpha = Math.round(a * 255);
    return kLittleEndian ? ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0 :
                           ((r << 24) | (g << 16) | (b << 8) | alpha) >>> 0;
  });
  const columns = series.map(({index}) => line.bytes[index] ?? line.other);
  const atPeak = series.map(({index}) => columnBytes(line, index, kPeakColumn));
  for (let x = 0; x < width; ++x) {
    const pick = picks[x]!;
    if (pick === -2) continue;
    let from = 0;  // how high it is filled, in pixels from the bottom
    // Of the pixel that is not full yet: how much of it is, and the colours so far.
    let share = 0, r = 0, g = 0, b = 0, a = 0;
    for (let s = 0; s < inks.length; ++s) {
      const bytes = (pick === kPeakColumn ? atPeak[s] : columns[s]![pick]) ?? 0;
      if (bytes <= 0) continue;
      const to = Math.min(height, from + bytes * scale);
      let row = Math.floor(from);
      const last = Math.floor(to);
      if (row === last || share > 0) {
        const part = Math.min(to, row + 1) - from;
        const ink = inks[s]!;
        share += part;
        r += ink[0] * ink[3] * part;
        g += ink[1] * ink[3] * part;
        b += ink[2] * ink[3] * part;
        a += ink[3] * part;
        if (row === last) {
          from = to;
          continue;
        }
        put(data, (height - 1 - row) * width + x, r, g, b, a);
        ++row;
      }
      const word = solid[s]!;
      for (let at = (height - 1 - row) * width + x; row < last; ++row, at -= width) pixels[at] = word;
      share = to - last;
      const ink = inks[s]!;
      r = ink[0] * ink[3] * share;
      g = ink[1] * ink[3] * share;
      b = ink[2] * ink[3] * share;
      a = ink[3] * share;
      from = to;
    }
    if (share > 0 && from < height) put(data, (height - 1 - Math.floor(from)) * width + x, r, g, b, a);
  }
}

// A mixture: colours weighted by how much of the pixel they take.
function put(data: Uint8ClampedArray, pixel: number, r: number, g: number, b: number, a: number): void {
  if (a <= 0) return;
  data[4 * pixel] = r / a;
  data[4 * pixel + 1] = g / a;
  data[4 * pixel + 2] = b / a;
  data[4 * pixel + 3] = a * 255;
}
