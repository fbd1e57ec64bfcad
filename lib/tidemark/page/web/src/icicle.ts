// A tree of frames with the sums that an icicle shows; as it was called, or turned over.

import type {Flame} from './payload';

export type Metric = 'peak' | 'leak' | 'alloc' | 'copy';

export class Icicle {
  readonly n: number;
  readonly parent: Int32Array;
  readonly site: Int32Array;
  readonly self: Float64Array;
  readonly total: Float64Array;
  private readonly children = new Map<number, number[]>();

  constructor(flame: Flame, metric: Metric, inverted: boolean) {
    const own = flame[`${metric}_bytes`];
    const parents: number[] = [-1], sites: number[] = [0], selves: number[] = [0];
    if (!inverted) {
      for (let i = 1; i < flame.n; ++i) {
        parents.push(flame.parent[i]!);
        sites.push(flame.site[i]!);
        selves.push(own[i]!);
      }
      selves[0] = own[0] ?? 0;
      this.n = Math.max(1, flame.n);
    } else {
      // Each node that has something itself adds it along its callers.
      const known = new Map<number, number>();
      selves[0] = own[0] ?? 0;
      for (let i = 1; i < flame.n; ++i) {
        if (own[i]! === 0) continue;
        let at = 0;
        for (let node = i; node > 0; node = flame.parent[node]!) {
          const key = at * (2 ** 21) + flame.site[node]! + 1;
          let next = known.get(key);
          if (next === undefined) {
            next = parents.length;
            known.set(key, next);
            parents.push(at);
            sites.push(flame.site[node]!);
            selves.push(0);
          }
          at = next;
        }
        selves[at]! += own[i]!;
      }
      this.n = parents.length;
    }
    this.parent = Int32Array.from(parents);
    this.site = Int32Array.from(sites);
    this.self = Float64Array.from(selves);
    this.total = Float64Array.from(selves);
    for (let i = this.n - 1; i > 0; --i) this.total[this.parent[i]!]! += this.total[i]!;
    for (let i = 1; i < this.n; ++i) {
      if (this.total[i]! <= 0) continue;
      const list = this.children.get(this.parent[i]!);
      if (list) list.push(i);
      else this.children.set(this.parent[i]!, [i]);
    }
    for (const list of this.children.values()) list.sort((a, b) => this.total[b]! - this.total[a]!);
  }

  // The largest first.
  childrenOf(node: number): number[] {
    return this.children.get(node) ?? [];
  }

  // How deep it goes below the node, of frames that a picture of that width shows.
  depthBelow(root: number, width: number): number {
    const least = this.total[root]! / width * 0.4;
    let above = 0;
    for (let node = this.parent[root]!; node >= 0 && above < 3; node = this.parent[node]!) ++above;
    let deepest = 0;
    const stack: [number, number][] = [[root, above]];
    while (stack.length > 0) {
      const [node, depth] = stack.pop()!;
      deepest = Math.max(deepest, depth);
      for (const child of this.childrenOf(node)) {
        if (this.total[child]! >= least) stack.push([child, depth + 1]);
      }
    }
    return deepest;
  }

  // The bytes that pass through frames of which `wanted` says so.
  matching(wanted: (site: number) => boolean): number {
    let sum = 0;
    const stack = [...this.childrenOf(0)];
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (wanted(this.site[node]!)) sum += this.total[node]!;
      else for (const child of this.childrenOf(node)) stack.push(child);
    }
    return sum;
  }
}
