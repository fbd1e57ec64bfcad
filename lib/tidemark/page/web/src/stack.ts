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

export function drawStack(context: CanvasRenderingContext2D, line: Timeline, box: Box,
                          picks: Int32Array, top: number, series: Series[]): void {
  const width = picks.length;
  const base = new Float64Array(width);
  const bottom = box.y + box.height;
  const scale = box.height / Math.max(1, top);
  for (const {index, color, faded} of series) {
    let any = false;
    const path = new Path2D();
    const lower: number[] = [];
    let lastUpper = NaN, lastLower = NaN;
    path.moveTo(box.x, bottom - base[0]! * scale);
    for (let x = 0; x < width; ++x) {
      const pick = picks[x]!;
      const bytes = pick === -2 ? 0 : columnBytes(line, index, pick);
      if (bytes > 0) any = true;
      const low = bottom - base[x]! * scale;
      base[x]! += bytes;
      const high = bottom - base[x]! * scale;
      if (low !== lastLower) {
        if (x > 0) lower.push(box.x + x, lastLower);
        lower.push(box.x + x, low);
        lastLower = low;
      }
      if (high !== lastUpper) {
        if (x > 0) path.lineTo(box.x + x, lastUpper);
        path.lineTo(box.x + x, high);
        lastUpper = high;
      }
    }
    if (!any) continue;
    path.lineTo(box.x + width, lastUpper);
    path.lineTo(box.x + width, lastLower);
    for (let i = lower.length - 2; i >= 0; i -= 2) path.lineTo(lower[i]!, lower[i + 1]!);
    context.globalAlpha = faded ? 0.22 : 1;
    context.fillStyle = color;
    context.fill(path);
  }
  context.globalAlpha = 1;
}
