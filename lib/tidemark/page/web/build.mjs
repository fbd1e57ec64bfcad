// Bundles the page: `node build.mjs OUTDIR` writes OUTDIR/page.js (one classic script) and
// OUTDIR/page.css, both minified and in ASCII.
import {build} from 'esbuild';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';

const out = process.argv[2];
if (!out) {
  console.error('usage: node build.mjs OUTDIR');
  process.exit(2);
}
mkdirSync(out, {recursive: true});
const common = {
  bundle: true,
  minify: true,
  charset: 'ascii',
  logLevel: 'warning',
  legalComments: 'inline',  // the licences of what is bundled ask for their notices
};
await build({
  ...common,
  entryPoints: ['src/main.ts'],
  outfile: join(out, 'page.js'),
  format: 'iife',
  target: 'es2022',
  banner: {js: '/*! Holds d3-hierarchy (ISC, Mike Bostock) and dagre (MIT, Chris Pettitt). */'},
});
await build({...common, entryPoints: ['page.css'], outfile: join(out, 'page.css')});
