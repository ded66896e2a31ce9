// The palette by name. Figures are drawn in the light colours; the page's style sheet maps each
// of them to its dark twin, so one drawing serves both (see build.mjs).

import pairs from './tokens.json';

export const color = Object.fromEntries(Object.entries(pairs).map(([name, [light]]) => [name, light]));

const DARK_FILLS = new Set(['web', 'mobile', 'other', 'need', 'process', 'present', 'type1', 'type2', 'heat4', 'heat5']);

/** The colour of text that stands on a fill. */
export function inkOn(token) {
  return DARK_FILLS.has(token) ? color.onfill : color.onpale;
}
