// The lineage of one buffer: what it was copied or computed from, and what was made from it.

import {Graph, layout} from '@dagrejs/dagre';
import {h, shorten, svg} from './dom';
import {bytesText, countText, instantText} from './format';
import {whatIs} from './live_list';
import type {Model} from './model';
import type {Run} from './payload';
import type {State} from './state';

const kMostNodes = 48;
const kWidth = 204;
const kHeight = 50;

// Edges by node, made once for a run.
interface Around {
  into: Map<number, number[]>;
  out: Map<number, number[]>;
}
const known = new WeakMap<Run, Around>();

function around(run: Run): Around {
  let result = known.get(run);
  if (!result) {
    result = {into: new Map(), out: new Map()};
    const {edges} = run.lineage;
    const add = (map: Map<number, number[]>, key: number, edge: number) => {
      const list = map.get(key);
      if (list) list.push(edge);
      else map.set(key, [edge]);
    };
    for (let i = 0; i < edges.n; ++i) {
      add(result.into, edges.to[i]!, i);
      add(result.out, edges.from[i]!, i);
    }
    known.set(run, result);
  }
  return result;
}

// The buffer that the picture is about: the chosen one, or else the largest needless copy.
function startOf(model: Model, run: Run, state: State): number {
  const chosen = model.nodeOf(run, state.life);
  if (chosen >= 0 || state.life >= 0) return chosen;
  const {edges, nodes} = run.lineage;
  let best = -1, most = -1;
  for (let i = 0; i < edges.n; ++i) {
    if (state.site >= 0 && edges.site[i] !== state.site && nodes.site[edges.from[i]!] !== state.site) {
      continue;
    }
    const rank = edges.bytes[i]! + (edges.needless[i] ? 2 ** 60 : 0) + (edges.kind[i] === 0 ? 2 ** 58 : 0);
    if (rank > most) {
      most = rank;
      best = edges.to[i]!;
    }
  }
  return best;
}

// Ancestors and descendants, the nearest first; `cut`: there are more.
function family(run: Run, start: number): {nodes: Set<number>; edges: Set<number>; cut: boolean} {
  const {edges} = run.lineage;
  const {into, out} = around(run);
  const nodes = new Set([start]);
  const kept = new Set<number>();
  let cut = false;
  for (const [map, end] of [[into, edges.from], [out, edges.to]] as const) {
    const most = map === into ? kMostNodes / 2 : kMostNodes;
    let front = [start];
    const seen = new Set(front);
    while (front.length > 0) {
      const next: number[] = [];
      for (const node of front) {
        const list = [...map.get(node) ?? []];
        list.sort((a, b) => edges.bytes[b]! - edges.bytes[a]!);
        for (const edge of list) {
          const other = end[edge]!;
          if (!nodes.has(other) && nodes.size >= most) {
            cut = true;
            continue;
          }
          kept.add(edge);
          nodes.add(other);
          if (!seen.has(other)) {
            seen.add(other);
            next.push(other);
          }
        }
      }
      front = next;
    }
  }
  return {nodes, edges: kept, cut};
}

export function lineageGraph(model: Model, run: Run, state: State): HTMLElement {
  const {nodes, edges} = run.lineage;
  if (edges.n === 0) return h('div');
  const start = startOf(model, run, state);
  if (start < 0) {
    return h('div', null, h('h3', null, 'Lineage'), h('p', {class: 'note'},
             'Nothing was copied or computed from this buffer, nor it from another.'));
  }
  const relatives = family(run, start);
  const graph = new Graph({multigraph: true});
  const narrow = innerWidth < 700;
  graph.setGraph({rankdir: narrow ? 'TB' : 'LR', nodesep: 14, ranksep: narrow ? 40 : 92, marginx: 12,
                  marginy: 16});
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of relatives.nodes) graph.setNode(`n${node}`, {width: kWidth, height: kHeight});
  for (const [name, alike] of arrows(run, relatives.edges)) {
    const first = alike[0]!;
    graph.setEdge(`n${edges.from[first]!}`, `n${edges.to[first]!}`, {alike}, name);
  }
  layout(graph);
  const size = graph.graph() as {width?: number; height?: number};
  const width = Math.ceil(size.width ?? 100), height = Math.ceil(size.height ?? 100);
  const picture = svg('svg', {class: 'lineage', width, height, viewBox: `0 0 ${width} ${height}`,
                              role: 'group', 'aria-label': 'Lineage of the buffer'});
  picture.append(svg('defs', null, arrow('arrow', 'arrowhead'), arrow('arrow-bad', 'arrowhead bad')));
  for (const name of graph.edges()) {
    const {points, alike} = graph.edge(name) as unknown as {points: {x: number; y: number}[]; alike: number[]};
    const edge = alike[0]!;
    const bad = edges.needless[edge] === 1;
    const kind = edges.kind[edge] === 0 ? 'copy' : 'operation';
    const path = points.map((p, i) => `${i ? 'L' : 'M'}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join('');
    picture.append(svg('path', {d: path, class: `edge ${kind}${bad ? ' bad' : ''}`,
                                'marker-end': `url(#${bad ? 'arrow-bad' : 'arrow'})`},
                       svg('title', null, edgeWords(model, run, alike, state))));
    const middle = points[Math.floor(points.length / 2)]!;
    const label = bad ? 'needless' : kind === 'copy' ? 'copy' : model.str(edges.op[edge]!);
    picture.append(svg('text', {x: middle.x, y: middle.y - 5, class: `edgetext${bad ? ' bad' : ''}`,
                                'text-anchor': 'middle'},
                       shorten(label, 16) + (alike.length > 1 ? ` ×${countText(alike.length)}` : '')));
  }
  for (const node of relatives.nodes) {
    const {x, y} = graph.node(`n${node}`) as {x: number; y: number};
    picture.append(box(model, run, node, x - kWidth / 2, y - kHeight / 2, node === start));
  }
  const {x, y} = graph.node(`n${start}`) as {x: number; y: number};
  const frame = h('div', {class: 'scroll graph', tabindex: 0, role: 'region', 'aria-label': 'Lineage'},
                  picture);
  requestAnimationFrame(() => frame.scrollTo(x - frame.clientWidth / 2, y - frame.clientHeight / 2));
  return h('div', null,
    h('h3', null, `Lineage of ${bytesText(nodes.bytes[start]!)} made at `,
      h('bdi', null, model.siteShort(nodes.site[start]!, 60))),
    relatives.cut ? h('p', {class: 'note'}, `The nearest ${
        countText(relatives.nodes.size)} relatives; there are more.`) : null,
    frame);
}

function arrow(id: string, look: string): SVGElement {
  return svg('marker', {id, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 9, markerHeight: 9,
                        markerUnits: 'userSpaceOnUse', orient: 'auto'}, svg('path', {d: 'M0 0L8 4L0 8z', class: look}));
}

// Edges between the same two buffers that say the same are one arrow, however many there are.
function arrows(run: Run, kept: Set<number>): Map<string, number[]> {
  const {edges} = run.lineage;
  const result = new Map<string, number[]>();
  for (const edge of kept) {
    if (edges.from[edge] === edges.to[edge]) continue;
    const name = [edges.from, edges.to, edges.kind, edges.needless, edges.op].map((part) => part[edge]).join(' ');
    const alike = result.get(name);
    if (alike) alike.push(edge);
    else result.set(name, [edge]);
  }
  return result;
}

function edgeWords(model: Model, run: Run, alike: number[], state: State): string {
  const {edges} = run.lineage;
  const edge = alike[0]!;
  const bytes = alike.reduce((sum, other) => sum + edges.bytes[other]!, 0);
  const sites = new Set(alike.map((other) => edges.site[other]!));
  const what = edges.kind[edge] === 0 ? ['copy', 'copies'] : ['operation', 'operations'];
  return [alike.length === 1 ? `${what[0]} of ${bytesText(bytes)}`
            : `${countText(alike.length)} ${what[1]} of ${bytesText(bytes)} together`,
          edges.needless[edge] ? 'needless' : '', model.str(edges.op[edge]!),
          model.str(edges.reason[edge]!),
          sites.size > 1 ? `at ${countText(sites.size)} places` : `at ${model.siteShort(edges.site[edge]!, 80)}`,
          (alike.length > 1 ? 'first ' : '') +
            instantText(Math.min(...alike.map((other) => edges.t[other]!)), model.duration(state.run)),
         ].filter((s) => s).join(', ');
}

function box(model: Model, run: Run, node: number, x: number, y: number, chosen: boolean): SVGElement {
  const {nodes} = run.lineage;
  const life = nodes.life[node]!;
  const site = nodes.site[node]!;
  const what = life >= 0 ? whatIs(model, run.lives, life) : '';
  const go = () => {
    if (life >= 0) model.store.set({life});
  };
  return svg('g', {
    class: `node${chosen ? ' chosen' : ''}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
    tabindex: life >= 0 ? 0 : null, role: life >= 0 ? 'button' : null,
    'aria-label': `${bytesText(nodes.bytes[node]!)} ${what} made at ${model.siteShort(site, 100)}`,
    click: go,
    keydown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      go();
    },
  }, svg('rect', {width: kWidth, height: kHeight, rx: 5}),
     svg('rect', {width: 6, height: kHeight, rx: 2, style: {fill: model.color(site), stroke: 'none'}}),
     svg('text', {x: 13, y: 16}, svg('tspan', {class: 'strong'}, bytesText(nodes.bytes[node]!)),
         svg('tspan', {class: 'faint'}, `  ${shorten(what, 20)}`)),
     svg('text', {x: 13, y: 30}, model.siteName(site, 27)),
     svg('text', {x: 13, y: 43, class: 'faint'}, model.siteFile(site, 29)),
     svg('title', null, model.siteTitle(site)));
}
