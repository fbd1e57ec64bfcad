// Tables of figures: sorted by a click on a head, a hundred rows at a time.

import {clear, h, type Child} from './dom';
import {figure, shareText, type Unit} from './format';
import type {Int} from './payload';
import type {Store} from './state';

export interface Column {
  name: string;   // in the address
  title: string;
  unit: Unit | 'text';
  value: (row: number) => Int;          // what is sorted by, and shown unless `cell` is there
  cell?: (row: number) => Child;
  whole?: number;       // shares of it; bars are as long as their part of the largest row
  wholeOf?: (row: number) => number;  // where each row has a whole of its own
  bar?: string;         // class of the bar
  wide?: boolean;       // left out where there is little room
  key?: string;         // data-key of the figures
}

export interface TableOptions {
  caption: string;
  columns: Column[];
  rows: number[];            // in the order to be shown at first
  store: Store;
  footers?: Child[][];       // below all rows: Other, the total
  press?: (row: number) => void;
  selected?: number;
  first?: number;            // how many rows at first
  empty?: string;
}

function headOf(column: Column, options: TableOptions): HTMLElement {
  const {store} = options;
  const sort = store.get().sort;
  const now = sort === column.name ? 'ascending' : sort === '-' + column.name ? 'descending' : null;
  const next = now === 'descending' ? column.name : now === 'ascending' ? '' :
               column.unit === 'text' ? column.name : '-' + column.name;
  return h('th', {scope: 'col', class: cellClass(column), 'aria-sort': now},
           h('button', {type: 'button', class: 'sort', click: () => store.set({sort: next})},
             column.title, now ? h('span', {'aria-hidden': 'true'},
                                   now === 'ascending' ? ' \u25b2' : ' \u25bc') : null));
}

function cellClass(column: Column): string {
  return (column.unit === 'text' ? 't' : 'n') + (column.wide ? ' wide' : '');
}

function cellOf(column: Column, row: number, most: number): HTMLElement {
  const cell = h('td', {class: cellClass(column)});
  if (column.cell) {
    const child = column.cell(row);
    if (child !== null && child !== undefined && child !== false) cell.append(
        child instanceof Node ? child : String(child));
    return cell;
  }
  const value = column.value(row);
  if (column.unit === 'text') {
    cell.append(String(value));
    return cell;
  }
  cell.append(figure(value, column.unit, column.key));
  if (column.whole !== undefined && column.whole > 0) {
    const part = Math.max(0, Math.min(1, Number(value) / most));
    cell.append(h('span', {class: 'share'}, Number(value) === 0 ? '' :
                    shareText(value, column.wholeOf ? column.wholeOf(row) : column.whole)),
                h('span', {class: 'bar ' + (column.bar ?? ''), 'aria-hidden': 'true',
                           style: {width: `${part * 100}%`}}));
    cell.classList.add('barred');
  }
  return cell;
}

function sorted(options: TableOptions): number[] {
  const sort = options.store.get().sort;
  const column = options.columns.find((one) => one.name === sort.replace(/^-/, ''));
  if (!column || !sort) return options.rows;
  const sign = sort.startsWith('-') ? -1 : 1;
  const keyed = options.rows.map((row): [number, Int] => [row, column.value(row)]);
  keyed.sort(column.unit === 'text' ?
      (a, b) => sign * (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0) :
      (a, b) => sign * (Number(a[1]) - Number(b[1])));
  return keyed.map((pair) => pair[0]);
}

export function table(options: TableOptions): HTMLElement {
  const {columns, press} = options;
  const step = options.first ?? 100;
  const rows = sorted(options);
  const body = h('tbody');
  const more = h('div', {class: 'more'});
  let shown = 0;
  const most = columns.map((column) => column.whole === undefined ? 1 :
      options.rows.reduce((top, row) => Math.max(top, Number(column.value(row))), 1));
  const show = (count: number) => {
    const part = document.createDocumentFragment();
    for (const row of rows.slice(shown, shown + count)) {
      const line = h('tr', {'data-row': row}, ...columns.map((column, i) => cellOf(column, row, most[i]!)));
      if (press) {
        line.classList.add('press');
        line.addEventListener('click', (event) => {
          if (!(event.target as Element).closest('button, a')) press(row);
        });
      }
      if (row === options.selected) line.classList.add('selected');
      part.append(line);
    }
    body.append(part);
    shown = Math.min(rows.length, shown + count);
    clear(more);
    if (shown < rows.length) {
      more.append(`${shown.toLocaleString('en')} of ${rows.length.toLocaleString('en')} rows `,
                  h('button', {type: 'button', click: () => show(500)}, 'Show more'));
    }
  };
  show(step);
  if (rows.length === 0) {
    body.append(h('tr', null, h('td', {colspan: columns.length, class: 'empty'},
                                options.empty ?? 'Nothing here.')));
  }
  const foot = h('tfoot');
  for (const footer of options.footers ?? []) {
    foot.append(h('tr', null, ...columns.map(
        (column, i) => h('td', {class: cellClass(column)}, footer[i]))));
  }
  return h('div', {class: 'table'},
           h('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': options.caption},
             h('table', null, h('caption', {class: 'unseen'}, options.caption),
               h('thead', null, h('tr', null, ...columns.map((one) => headOf(one, options)))), body,
               foot)),
           more);
}
