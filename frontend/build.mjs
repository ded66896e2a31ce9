// Builds what stands in src/wenheng/report/assets and src/wenheng/collection/assets, byte for byte the
// same from the same lock file.
// `--check` compares instead of writing.

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const assetsOf = (stage) => join(here, '..', 'src', 'wenheng', stage, 'assets');
const tokens = JSON.parse(await readFile(join(here, 'src', 'tokens.json'), 'utf8'));
const versions = Object.fromEntries(await Promise.all(['echarts', 'zrender', 'tslib'].map(versionOf)));

const files = new Map([
  ['charts.js', await bundled('charts.js', notice())],
  ['page.js', await bundled('page.js')],
  ['page.css', (await styled('page.css')) + darkFigures()],
  ['tokens.json', `${JSON.stringify(tokens, null, 2)}\n`],
  ['licenses/echarts-LICENSE.txt', await vendor('echarts/LICENSE')],
  ['licenses/echarts-NOTICE.txt', await vendor('echarts/NOTICE')],
  ['licenses/zrender-LICENSE.txt', await vendor('zrender/LICENSE')],
  ['licenses/tslib-LICENSE.txt', await vendor('tslib/LICENSE.txt')],
]);
const checks = new Map([
  ['axe.min.js', await vendor('axe-core/axe.min.js')],
  ['licenses/axe-core-LICENSE.txt', await vendor('axe-core/LICENSE')],
  ['licenses/axe-core-LICENSE-3RD-PARTY.txt', await vendor('axe-core/LICENSE-3RD-PARTY.txt')],
]);

let stale = 0;
await settle(assetsOf('report'), versions, files);
await settle(assetsOf('collection'), Object.fromEntries([await versionOf('axe-core')]), checks);
process.exitCode = stale ? 1 : 0;

/** Write `files` with a manifest of their hashes into `target`, or compare them with what is there. */
async function settle(target, of, files) {
  const sha256 = Object.fromEntries([...files].map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')]));
  files.set('manifest.json', `${JSON.stringify({ versions: of, sha256 }, null, 2)}\n`);
  for (const [name, text] of files) {
    const path = join(target, name);
    if (process.argv.includes('--check')) {
      const same = (await readFile(path, 'utf8').catch(() => '')) === text;
      if (!same) console.error(`differs from what is committed: ${path}`);
      stale += same ? 0 : 1;
    } else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      console.log(`${name} ${(text.length / 1024).toFixed(1)} KB`);
    }
  }
}

async function bundled(entry, banner = '') {
  const result = await build({
    entryPoints: [join(here, 'src', entry)], bundle: true, minify: true, write: false, format: 'iife',
    target: 'es2020', charset: 'ascii', legalComments: 'none', define: { 'process.env.NODE_ENV': '"production"' },
    banner: banner ? { js: banner } : {},
  });
  return result.outputFiles[0].text;
}

async function styled(entry) {
  const result = await build({ entryPoints: [join(here, 'src', entry)], minify: true, write: false, charset: 'utf8', legalComments: 'none' });
  return result.outputFiles[0].text;
}

/** Figures are drawn in light colours; on a dark screen each is replaced by its twin. */
function darkFigures() {
  const rules = Object.values(tokens).map(([light, dark]) => (
    `.chart [fill="${light}"]{fill:${dark}}.chart [stroke="${light}"]{stroke:${dark}}`
  ));
  return `@media screen and (prefers-color-scheme:dark){${rules.join('')}}\n`;
}

function notice() {
  return `/*! Apache ECharts ${versions.echarts} (Apache-2.0), ZRender ${versions.zrender} (BSD-3-Clause), `
    + `tslib ${versions.tslib} (0BSD): licences in report/assets/licenses of Wenheng */`;
}

async function vendor(path) {
  return readFile(join(here, 'node_modules', path), 'utf8');
}

async function versionOf(name) {
  return [name, JSON.parse(await vendor(`${name}/package.json`)).version];
}
