// Completeness: what of the trace each view has row by row, and what is only in its sums.

import {fill, h} from './dom';
import {counted, figure, shareText} from './format';
import {onlyChanged, type Model, type View} from './model';
import {table} from './table';

export function completenessView(model: Model): View {
  const element = h('div', {class: 'view completeness'});
  return {
    element,
    update(state, changed) {
      if (onlyChanged(changed, 'from', 'to', 'at')) return;
      const run = model.run(state);
      const list = run.completeness;
      const folded = list.filter((one) => one.shown < one.total);
      fill(element,
        h('h2', null, folded.length === 0 ? 'All of the trace is in this page' :
          `${counted(folded.length, 'view')} ${folded.length === 1 ? 'folds' : 'fold'} what is small ` +
          'into Other; all totals are exact'),
        run.doubts.length === 0 ? null : h('ul', {class: 'doubts'}, ...run.doubts.map(
            (text) => h('li', null, model.str(text)))),
        table({
          caption: 'Completeness', store: model.store, rows: list.map((_, i) => i),
          columns: [
            {name: 'view', title: 'View', unit: 'text', value: (i) => model.str(list[i]!.name)},
            {name: 'shown', title: 'Shown', unit: 'count', value: (i) => list[i]!.shown},
            {name: 'total', title: 'Of', unit: 'count', value: (i) => list[i]!.total,
             cell: (i) => list[i]!.at_least ?
                 h('span', null, 'more than ', figure(list[i]!.total - 1, 'count')) :
                 figure(list[i]!.total, 'count')},
            {name: 'share', title: 'Bytes shown', unit: 'bytes', wide: true,
             value: (i) => list[i]!.shown_bytes, cell: (i) => list[i]!.shown_bytes < 0 ? '' :
                 h('span', null, figure(list[i]!.shown_bytes, 'bytes'), h('span', {class: 'share'},
                   shareText(list[i]!.shown_bytes, list[i]!.total_bytes)))},
            {name: 'words', title: 'In words', unit: 'text', value: (i) => model.str(list[i]!.text)},
          ],
        }),
        h('p', {class: 'note'}, `Written by tidemark ${model.data.version} from `,
          ...run.trace.files.map((file) => h('bdi', null, model.str(file) + ' ')), '.'));
    },
  };
}
