// Source: each line with what it held at the peak, made and copied, and what was found there.

import {choice, fill, h, replaceChoice, shorten} from './dom';
import {bytesText, countText, counted, figure, shareText} from './format';
import {onlyChanged, type Model, type View} from './model';
import {wholeRunNote} from './overview';
import type {Run} from './payload';
import type {State} from './state';

export function sourceView(model: Model): View {
  const {store} = model;
  const title = h('h2');
  const whole = wholeRunNote('Lines are told');
  let files: HTMLElement = h('div');
  const code = h('section');
  return {
    element: h('div', {class: 'view source'}, title, whole.element, files, code),
    update(state, changed) {
      whole.update(state);
      if (onlyChanged(changed, 'from', 'to', 'at')) return;
      const run = model.run(state);
      const file = fileOf(model, run, state);
      const source = run.sources[file];
      if (!source) {
        title.textContent = 'No source text is at hand';
        fill(code, h('p', {class: 'note'}, 'The report is written with the lines of files that are ' +
                     'found where the program was built, or where --source says.'));
        return;
      }
      const sum = Number(source.peak_bytes);
      title.textContent = `${shorten(model.str(source.file), 70)} holds ${bytesText(sum)}` +
          (sum > 0 ? ` (${shareText(sum, run.peak.bytes)}) of the peak` : ' of the peak');
      if (run.sources.length > 1) {
        files = replaceChoice(files, choice('File', run.sources.map(
            (one, i): [string, string] => [String(i), shorten(model.str(one.file), 40)]), String(file),
            (name) => store.set({file: Number(name), site: -1})));
      }
      fill(code, source.changed ? h('p', {class: 'note'}, 'The file was changed after the trace was ' +
                                    'recorded: lines may have moved.') : null,
           lines(model, run, file, state));
      const wanted = code.querySelector('tr.selected');
      if (wanted && changed === null) wanted.scrollIntoView({block: 'center'});
    },
  };
}

// The chosen one, or that of the place that all views are about, or the one with most of the peak.
function fileOf(model: Model, run: Run, state: State): number {
  if (state.site >= 0) {
    const own = run.sources.findIndex((one) => one.file === model.data.sites.file[state.site]);
    if (own >= 0) return own;
  }
  if (state.file >= 0 && state.file < run.sources.length) return state.file;
  return 0;
}

function lines(model: Model, run: Run, file: number, state: State): HTMLElement {
  const {lines: rows, file: name} = run.sources[file]!;
  const most = Math.max(1, ...rows.peak_bytes);
  const body = h('tbody');
  const here = state.site >= 0 && model.data.sites.file[state.site] === name ?
      model.data.sites.line[state.site] : -1;
  let last = 0;
  const amount = (bytes: number, key: string) => bytes > 0 ? figure(bytes, 'bytes', key) : '';
  for (let i = 0; i < rows.n; ++i) {
    const number = rows.line[i]!;
    if (last > 0 && number > last + 1) {
      body.append(h('tr', {class: 'gap'}, h('td', {colspan: 6}, `\u22ee  ${
          counted(number - last - 1, 'line')}`)));
    }
    last = number;
    const found = run.findings[rows.finding[i]!];
    const text = model.str(rows.text[i]!);
    const hit = state.q !== '' && text.toLowerCase().includes(state.q.toLowerCase());
    const bytes = rows.peak_bytes[i]!;
    body.append(h('tr', {class: [number === here ? 'selected' : '', hit ? 'hit' : '',
                                 found ? 'found' : ''].join(' '), 'data-line': number},
      h('td', {class: 'n barred'}, amount(bytes, 'source.peak'), bytes > 0 ?
        h('span', {class: 'bar', 'aria-hidden': 'true', style: {width: `${100 * bytes / most}%`}}) : null),
      h('td', {class: 'n wide'}, rows.alloc_bytes[i]! > 0 ? h('span', {title:
        `${countText(rows.alloc_count[i]!)} buffers`}, amount(rows.alloc_bytes[i]!, 'source.alloc')) : ''),
      h('td', {class: 'n wide'}, amount(rows.copy_bytes[i]!, 'source.copy')),
      h('td', {class: 'n number'}, number),
      h('td', {class: 'code'}, h('code', null, h('bdi', null, shorten(text, 400)))),
      h('td', {class: 't wide'}, found ? h('span', {class: `badge ${model.str(found.severity)}`,
        title: model.str(found.message)}, model.str(found.rule)) : '')));
    if (found) {
      body.append(h('tr', {class: 'remark'}, h('td', {colspan: 6}, `${model.str(found.rule)}: ${
          model.str(found.message)}`)));
    }
  }
  return h('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Source'},
    h('table', {class: 'codes'}, h('caption', {class: 'unseen'}, 'Annotated source'),
      h('thead', null, h('tr', null,
        ...['At the peak', 'Allocated', 'Copied', 'Line', 'Source', ''].map((words, i) => h('th', {
          scope: 'col', class: i < 4 ? `n${i === 1 || i === 2 ? ' wide' : ''}` :
                                       i === 5 ? 't wide' : 't'}, words)))), body));
}
