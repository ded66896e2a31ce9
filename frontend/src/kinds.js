// Kind of figure → its series. Every number arrives with its text already rounded.

import { SIZE, axes, gridOf, layoutOf, text, words } from './layout.js';
import { widest, widthOf, wrap } from './text.js';
import { color, inkOn } from './tokens.js';

const HATCH = { symbol: 'rect', color: color.hatch, dashArrayX: [1, 0], dashArrayY: [1, 5], rotation: -Math.PI / 4 };

const SLANT = (50 * Math.PI) / 180;

const identity = (value) => String(value);
const percent = (value) => `${Math.round(value * 100)}%`;

/** Parts of a whole: each row is 100 %. */
function share(spec, width) {
  const at = layoutOf(spec, width, 26);
  const series = spec.legend.map((part) => ({
    type: 'bar', stack: 'whole', barWidth: at.bar, emphasis: { disabled: true },
    itemStyle: {
      color: color[part.token], borderColor: color.paper, borderWidth: 1.5,
      ...(part.hatch ? { decal: HATCH } : {}),
    },
    label: { show: true, ...insideLabel(part), formatter: (point) => point.data.inside },
    data: spec.rows.map((row, index) => {
      const cell = row.parts[part.key];
      if (!cell || !cell.value) return { value: null, inside: '' };
      const fits = (words) => widthOf(words, 12) + 12 <= cell.value * at.plot;
      const inside = [cell.text, cell.short || cell.text].find(fits);
      return { value: cell.value, row: index, inside: inside || '' };
    }),
  }));
  return { at, ...axes(spec, { top: 1, step: at.narrow ? 0.5 : 0.2, label: percent }), series };
}

function insideLabel(part) {
  const plain = { color: inkOn(part.token), fontSize: 12 };
  return part.hatch ? { ...plain, backgroundColor: color[part.token], padding: [2, 5] } : plain;
}

/** Scores with what they could be at least and at most; a withheld score has no point. */
function ranking(spec, width) {
  const at = layoutOf(spec, width, 12, 9);
  const shape = spec.shape === 'diamond' ? 'diamond' : 'circle';
  const bands = spec.rows.map((row, index) => ({ value: [row.low, index, row.high], row: index, link: row.link }))
    .filter((point) => point.value[0] !== null && point.value[0] !== undefined);
  const points = spec.rows.map((row, index) => ({ value: [row.value, index], row: index, link: row.link }))
    .filter((point) => point.value[0] !== null && point.value[0] !== undefined);
  const series = [
    { type: 'custom', emphasis: { disabled: true }, data: bands, encode: { x: [0, 2], y: 1 }, renderItem: band(spec) },
    {
      type: 'scatter', data: points, symbol: shape, symbolSize: shape === 'diamond' ? 14 : 12, emphasis: { disabled: true },
      itemStyle: { color: color[spec.token], borderColor: color.paper, borderWidth: 1.5, opacity: 1 },
    },
  ];
  const gutter = spec.rows.flatMap((row, index) => (
    row.remark ? [remark(row.remark, at, index)] : []
  ));
  return { at, gutter, ...axes(spec, { top: spec.top, step: stepOf(spec.top, at.narrow), label: identity }), series };
}

/** Why there is nothing to draw, clear of the lines of the axis. */
function remark(words, at, index) {
  const drawn = text(words, at.left + 1, at.middle(index), 'left', { quiet: true, small: true });
  return { ...drawn, style: { ...drawn.style, backgroundColor: color.paper, padding: [0, 4] } };
}

function band(spec) {
  return (params, api) => {
    const [from, y] = api.coord([api.value(0), api.value(1)]);
    const [to] = api.coord([api.value(2), api.value(1)]);
    const open = spec.rows[api.value(1)].value === null;
    const half = open ? 5 : 3.5;
    return {
      type: 'rect',
      shape: { x: from, y: y - half, width: Math.max(2, to - from), height: 2 * half, r: half },
      style: open
        ? { fill: color.paper, stroke: color.hatch, lineWidth: 1, lineDash: [3, 2] }
        : { fill: color.range },
    };
  };
}

/** Two or more marks on one scale per row, joined by a line. */
function pairs(spec, width) {
  const at = layoutOf(spec, width, 18, 38);
  const series = [{ type: 'custom', silent: true, data: spec.rows.map((_, index) => [index]), renderItem: joint(spec) }];
  for (const mark of spec.legend) {
    series.push({
      type: 'scatter', symbol: mark.shape, symbolSize: mark.shape === 'diamond' ? 16 : 13, emphasis: { disabled: true },
      itemStyle: { color: color[mark.token], borderColor: color.paper, borderWidth: 1.5, opacity: 1 },
      label: { show: true, fontSize: 12, color: color.ink, distance: 5, formatter: (point) => point.data.text },
      data: spec.rows.map((row, index) => marked(row, mark.key, index)).filter(Boolean),
    });
  }
  const gutter = spec.rows.flatMap((row, index) => (
    row.remark ? [remark(row.remark, at, index)] : []
  ));
  return { at, gutter, ...axes(spec, { top: spec.top, step: stepOf(spec.top, at.narrow), label: identity }), series };
}

function marked(row, key, index) {
  const value = row.values[key];
  if (value === null || value === undefined) return null;
  const others = Object.entries(row.values).filter(([name, each]) => name !== key && each !== null).map(([, each]) => each);
  const first = Object.keys(row.values)[0] === key;
  const right = others.every((each) => value > each || (value === each && !first));
  return { value: [value, index], row: index, text: row.texts[key], label: { position: right ? 'right' : 'left' } };
}

function joint(spec) {
  return (params, api) => {
    const values = Object.values(spec.rows[api.value(0)].values).filter((value) => value !== null);
    if (values.length < 2) return null;
    const [x1, y] = api.coord([Math.min(...values), api.value(0)]);
    const [x2] = api.coord([Math.max(...values), api.value(0)]);
    return { type: 'line', shape: { x1, y1: y, x2, y2: y }, style: { stroke: color.rule, lineWidth: 3 } };
  };
}

/** Counts, the longest bar first. */
function count(spec, width) {
  const at = layoutOf(spec, width, 16);
  const top = Math.max(1, ...spec.rows.map((row) => row.value));
  const series = [{
    type: 'bar', barWidth: at.bar, emphasis: { disabled: true },
    data: spec.rows.map((row, index) => ({ value: row.value, row: index, itemStyle: { color: color[row.token || spec.token] } })),
  }];
  return { at, ...axes(spec, { top, step: top, label: identity }), series };
}

/** A matrix of values on one scale; what was not given a score stays empty. */
function heat(spec, width) {
  const turned = width < 560;
  const groups = spec.rows.map((row) => row.label);
  const nodes = spec.across.map((each) => each.label);
  const [across, down] = turned ? [groups, nodes] : [nodes, groups];
  const left = Math.min(widest(down, SIZE) + 14, width * 0.34);
  const cell = { width: (width - left) / across.length, height: 38 };
  const head = headings(across, left, cell.width);
  const at = { left, right: 0, top: head.height, bottom: 2, height: Math.ceil(head.height + cell.height * down.length + 2) };
  const cells = spec.rows.flatMap((row, i) => spec.across.map((column, j) => tile(spec, row, column.key, turned ? [i, j] : [j, i], i)));
  const names = down.map((label, i) => (
    text(wrap(label, left - 12, SIZE).join('\n'), left - 10, head.height + cell.height * (i + 0.5), 'right')
  ));
  return {
    at, gutter: [...head.drawn, ...names],
    xAxis: { type: 'category', show: false, data: across.map((_, i) => String(i)) },
    yAxis: { type: 'category', show: false, inverse: true, data: down.map((_, i) => String(i)) },
    series: [{ type: 'custom', emphasis: { disabled: true }, data: cells, encode: { x: 0, y: 1 }, renderItem: square(cells) }],
  };
}

/** Headings above columns: broken into lines where they fit, else aslant. */
function headings(labels, left, width) {
  const lines = labels.map((label) => wrap(label, width - 6, 12));
  const middle = (i) => left + width * (i + 0.5);
  if (widest(lines.flat(), 12) <= width - 2) {
    const height = Math.max(...lines.map((each) => each.length)) * 18 + 8;
    const drawn = lines.map((each, i) => text(each.join('\n'), middle(i), height - 6 - each.length * 9, 'center', { small: true }));
    return { height, drawn };
  }
  const height = widest(labels, 12) * Math.sin(SLANT) + 16;
  const drawn = labels.map((label, i) => {
    const leaning = text(label, middle(i) + width / 2 - 6, height - 8, 'right', { small: true });
    return { ...leaning, rotation: -SLANT };
  });
  return { height, drawn };
}

function tile(spec, row, key, place, index) {
  const value = row.values[key];
  const none = value === null || value === undefined;
  const step = none ? '' : `heat${Math.min(5, Math.floor((value / spec.top) * 6))}`;
  return { value: place, row: index, text: row.texts[key], token: step };
}

function square(cells) {
  return (params, api) => {
    const cell = cells[params.dataIndex];
    const [x, y] = api.coord([api.value(0), api.value(1)]);
    const [width, height] = api.size([1, 1]);
    const shape = { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 };
    const style = cell.token
      ? { fill: color[cell.token] }
      : { fill: color.paper, stroke: color.hatch, lineWidth: 1, lineDash: [3, 2] };
    const fill = cell.token ? inkOn(cell.token) : color.muted;
    return { type: 'group', children: [{ type: 'rect', shape, style }, text(cell.text, x, y, 'center', { fill, small: true })] };
  };
}

function stepOf(top, narrow) {
  const wanted = narrow ? 3 : 6;
  return [0.5, 1, 2, 3, 5, 10, 20, 25].find((step) => top / step <= wanted && Number.isInteger(top / step)) || top;
}

const KINDS = { share, ranking, pairs, count, heat };

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
