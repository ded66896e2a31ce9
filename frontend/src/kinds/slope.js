import { SIZE, fitted, legendOf, text } from '../layout.js';
import { widest } from '../text.js';
import { color } from '../tokens.js';

const STEP = 17;
const HEAD = 30;

/** Each row from what it was to what it is; names stand at both ends, moved apart where they meet. */
export function slope(spec, width) {
  const narrow = width < 560;
  const legend = legendOf(spec.legend || [], width);
  const top = legend.height + HEAD;
  const plot = Math.max(240, spec.rows.length * STEP * 1.15);
  const ends = ['before', 'after'].map((key) => spec.rows.map((row) => words(row, key, narrow)));
  const most = width * (narrow ? 0.3 : 0.36);
  const [left, right] = ends.map((each) => Math.min(most, widest(each, SIZE) + 18));
  const at = { left, right, top, bottom: 14, height: Math.ceil(top + plot + 14) };
  const heights = (key) => spec.rows.map((row) => top + plot * (1 - (row[key] - spec.low) / (spec.top - spec.low)));
  const sides = [
    { key: 'before', edge: left, align: 'right', away: -1, room: left },
    { key: 'after', edge: width - right, align: 'left', away: 1, room: right },
  ];
  const named = sides.flatMap((side, index) => names(spec, ends[index], heights(side.key), side, top + plot));
  const heads = sides.map((side, index) => (
    text(fitted(spec.ends[index], width / 2 - 8), index ? width - 2 : 2, top - HEAD / 2 - 4, index ? 'right' : 'left', { quiet: true, small: true })
  ));
  return {
    at, gutter: [...legend.drawn, ...heads, ...named],
    xAxis: { type: 'value', min: 0, max: 1, show: false },
    yAxis: { type: 'value', min: spec.low, max: spec.top, show: false },
    series: [
      { type: 'custom', emphasis: { disabled: true }, data: lines(spec), encode: { x: [0, 2], y: [1, 3] }, renderItem: line(spec) },
    ],
  };
}

/** The name outside of the number; a phone has room for the name at one end alone. */
function words(row, key, narrow) {
  if (key === 'after') return `${row.texts.after} ${row.label}`;
  return narrow ? row.texts.before : `${row.label} ${row.texts.before}`;
}

function lines(spec) {
  // what moved beyond chance is drawn last, above the others
  return spec.rows.map((row, index) => ({ value: [0, row.before, 1, row.after], row: index, link: row.link }))
    .sort((a, b) => Number(spec.rows[a.row].token !== 'other') - Number(spec.rows[b.row].token !== 'other'));
}

function line(spec) {
  const drawn = lines(spec);
  return (params, api) => {
    const row = spec.rows[drawn[params.dataIndex].row];
    const [x1, y1] = api.coord([api.value(0), api.value(1)]);
    const [x2, y2] = api.coord([api.value(2), api.value(3)]);
    const fill = color[row.token];
    const style = { stroke: fill, lineWidth: row.token === 'other' ? 1.25 : 2.5, lineDash: row.dashed ? [5, 3] : undefined };
    const dots = [[x1, y1], [x2, y2]].map(([cx, cy]) => ({ type: 'circle', shape: { cx, cy, r: 3.5 }, style: { fill } }));
    return { type: 'group', children: [{ type: 'line', shape: { x1, y1, x2, y2 }, style }, ...dots] };
  };
}

function names(spec, labels, heights, side, foot) {
  const places = apart(heights, foot);
  return spec.rows.flatMap((row, index) => {
    const quiet = row.token === 'other';
    const label = text(fitted(labels[index], side.room - 14), side.edge + 10 * side.away, places[index], side.align, { quiet, small: true });
    if (Math.abs(places[index] - heights[index]) < 3) return [label];
    const leader = {
      type: 'line', silent: true, style: { stroke: color.grid, lineWidth: 1 },
      shape: { x1: side.edge + 4 * side.away, y1: heights[index], x2: side.edge + 9 * side.away, y2: places[index] },
    };
    return [leader, label];
  });
}

/** Heights of names: in the order of their values, never closer than a line, inside the plot. */
function apart(heights, foot) {
  const order = heights.map((_, index) => index).sort((a, b) => heights[a] - heights[b] || a - b);
  const places = [...heights];
  for (let n = 1; n < order.length; n += 1) {
    places[order[n]] = Math.max(places[order[n]], places[order[n - 1]] + STEP);
  }
  let limit = foot;
  for (let n = order.length - 1; n >= 0; n -= 1) {
    places[order[n]] = Math.min(places[order[n]], limit);
    limit = places[order[n]] - STEP;
  }
  return places;
}
