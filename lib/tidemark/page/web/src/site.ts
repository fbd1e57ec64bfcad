// A place in the program, as all views show it: its colour, its name, and a press that makes all views
// be about it.

import {h} from './dom';
import type {Model} from './model';
import type {SiteIndex} from './payload';

export function swatch(model: Model, site: SiteIndex): HTMLElement {
  return h('span', {class: 'swatch', 'aria-hidden': 'true', 'data-site': site,
                    style: {background: model.color(site)}});
}

export function siteButton(model: Model, site: SiteIndex, most = 60): HTMLElement {
  if (site < 0) return h('span', {class: 'site'}, swatch(model, site), 'Other');
  const chosen = model.store.get().site === site;
  return h('button', {
    type: 'button', class: 'site', title: model.siteTitle(site), 'aria-pressed': String(chosen),
    click: () => model.store.set({site: model.store.get().site === site ? -1 : site}),
  }, swatch(model, site), h('bdi', null, model.siteShort(site, most)));
}
