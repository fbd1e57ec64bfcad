// The buffers that were live at an instant.

import {h} from './dom';
import {counted, countText, instantText, timeText} from './format';
import type {Model} from './model';
import type {Lives, Run} from './payload';
import {siteButton} from './site';
import type {State} from './state';
import {table, type Column} from './table';

export function liveAt(lives: Lives, row: number, t: number): boolean {
  const end = lives.end[row]!;
  return lives.begin[row]! <= t && (end < 0 || end > t);
}

// Of what a buffer stands for: itself, or where the heap was sampled others like it as well.
export function allBytes(lives: Lives, row: number): number {
  return lives.all_bytes[row] ?? lives.bytes[row]!;
}

export function allBuffers(lives: Lives, row: number): number {
  return (lives.weight[row] ?? 2 ** 20) / 2 ** 20;
}

// "97 buffers", "about 12,345 buffers, told by 97 samples".
export function buffersWords(lives: Lives, rows: ArrayLike<number>, n: number): string {
  if (lives.weight.length === 0) return counted(n, 'buffer');
  let all = 0;
  for (let i = 0; i < n; ++i) all += allBuffers(lives, rows[i]!);
  return `about ${counted(Math.round(all), 'buffer')}, told by ${counted(n, 'sample')}`;
}

export const kSampleWords = 'The heap was sampled: a block that is listed stands for others like it. ' +
    'Its size is its own.';

// "float64 1000 × 1000", "heap".
export function whatIs(model: Model, lives: Lives, row: number): string {
  const dtype = model.str(lives.dtype[row]!), shape = model.str(lives.shape[row]!);
  const words = [dtype || model.str(lives.kind[row]!), shape].filter((word) => word);
  return words.join(' ');
}

// A buffer leads to its life.
export function lifeButton(model: Model, run: Run, life: number): HTMLElement {
  const id = run.lives.id[life];
  const name = id && String(id) !== '0' ? `buffer ${id}` : `block ${life + 1}`;
  return h('button', {type: 'button', class: 'link', click: () => model.store.set(
                          {view: 'lifetimes', life, sort: ''})}, name);
}

export function liveBuffers(model: Model, run: Run, state: State): HTMLElement {
  const lives = run.lives;
  const rows: number[] = [];
  for (let i = 0; i < lives.n; ++i) {
    if (liveAt(lives, i, state.at) && model.wanted(lives.site[i]!, state)) rows.push(i);
  }
  const columns: Column[] = [
    {name: 'size', title: 'Size', unit: 'bytes', value: (row) => lives.bytes[row]!},
    ...(lives.weight.length > 0 ? [{name: 'all', title: 'Stands for', unit: 'bytes' as const,
                                    value: (row: number) => allBytes(lives, row)}] : []),
    {name: 'age', title: 'Age', unit: 'time', wide: true,
     value: (row) => state.at - lives.begin[row]!},
    {name: 'what', title: 'What', unit: 'text', wide: true, value: (row) => whatIs(model, lives, row)},
    {name: 'life', title: 'Buffer', unit: 'text', value: (row) => row,
     cell: (row) => lifeButton(model, run, row)},
    {name: 'place', title: 'Made at', unit: 'text', value: (row) => model.siteText(lives.site[row]!),
     cell: (row) => siteButton(model, lives.site[row]!)},
  ];
  const some = lives.other.rows > 0 ?
      ` of the ${countText(lives.n)} largest that are listed one by one` : '';
  return h('div', null,
           h('h3', null, `Live at ${instantText(state.at, model.duration(state.run))}: ` +
                             `${buffersWords(lives, rows, rows.length)}${some}`),
           table({caption: 'Buffers live at the instant', columns, rows, store: model.store, first: 25,
                  empty: 'No listed buffer was live then.'}),
           h('p', {class: 'note'}, `Sizes are the largest that a buffer had. ${
               lives.weight.length > 0 ? kSampleWords + ' ' : ''}The run took ${
               timeText(run.trace.duration_ns)}.`));
}
