// Kind of figure → its series: one file a kind. Every number arrives with its text already rounded.

import { count } from './kinds/count.js';
import { heat } from './kinds/heat.js';
import { pairs } from './kinds/pairs.js';
import { ranking } from './kinds/ranking.js';
import { share } from './kinds/share.js';
import { gridOf, words } from './layout.js';
import { color } from './tokens.js';

const KINDS = {
  count,
  heat,
  pairs,
  ranking,
  share,
};

/** What ECharts draws for `spec` at `width` pixels, and how high that is. */
export function drawing(spec, width) {
  const { at, gutter = [], ...option } = KINDS[spec.kind](spec, width);
  return {
    height: at.height,
    option: {
      animation: false,
      textStyle: { fontFamily: 'sans-serif', color: color.ink },
      grid: gridOf(at),
      graphic: [...(at.row ? words(spec, at) : []), ...gutter],
      ...option,
    },
  };
}
