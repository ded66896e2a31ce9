import { axes, layoutOf, remark, stepOf, text, whisker } from '../layout.js';
import { widest, widthOf, wrap } from '../text.js';
import { color } from '../tokens.js';

const MANY = 500;
const SMALL = 12;
const NAMES = 18;
const MEAN = 24;

/** A swarm of points per group on one scale: equal values stand one beside another, none is moved
 *  along the scale. Lines at the cuts of the scale, a mean with its interval where one is given. */
export function strip(spec, width) {
  const r = radius(spec.rows.length);
  const groups = { ...spec, rows: spec.groups };
  const { plot } = layoutOf(groups, width, 0, r + 3);
  const offsets = swarms(spec, plot, r);
  const reach = Math.max(0, ...offsets.map(Math.abs));
  const bands = bandsOf(spec, plot);
  const at = layoutOf(groups, width, 2 * (reach + r) + NAMES + (spec.means ? MEAN : 4), r + 3);
  at.top += bands.height;
  at.height += bands.height;
  at.middle = (index) => at.top + at.row * (index + 0.5);
  const down = (index) => at.row * (index + 0.5) + NAMES / 2 - (spec.means ? MEAN / 2 : 2);
  const marks = spec.legend.filter((part) => part.key !== 'mean');
  const names = namesOf(spec, at, offsets);
  const series = marks.map((part) => {
    const own = spec.rows.map((row, index) => ({ row, index })).filter(({ row }) => row.part === part.key && row.value !== null);
    return {
      type: 'scatter', symbol: part.shape, symbolSize: part.shape === 'diamond' ? 2 * r + 2 : 2 * r, emphasis: { disabled: true },
      large: spec.rows.length > MANY, largeThreshold: MANY, z: 3,
      itemStyle: { color: color[part.token], borderColor: color.paper, borderWidth: r > 3 ? 1 : 0, opacity: 1 },
      label: { show: true, position: 'top', fontSize: SMALL, color: color.ink, formatter: (point) => point.data.name || '' },
      labelLayout: ({ dataIndex }) => ({ hideOverlap: true, dx: (names.get(own[dataIndex].index) || {}).shift || 0 }),
      data: own.map(({ row, index }) => (
        { value: [row.value, down(row.group) + offsets[index]], row: index, link: row.link, ...(names.get(index) || {}).drawn }
      )),
    };
  }).filter((each) => each.data.length);
  series.push(meansOf(spec, at, down, reach + r));
  const gutter = [...bands.drawn(at), ...spec.groups.flatMap((group, index) => (group.remark ? [remark(group.remark, at, index)] : []))];
  const both = axes(spec, { top: spec.top, step: stepOf(spec.top, at.narrow) });
  both.yAxis = { type: 'value', inverse: true, show: false, min: 0, max: at.row * spec.groups.length };
  return { at, words: groups, gutter, ...both, series };
}

/** The names of some points, each above what lies near it and within the figure. */
function namesOf(spec, at, offsets) {
  const place = (row) => at.left + (row.value / spec.top) * at.plot;
  return new Map(spec.rows.flatMap((row, index) => {
    if (!row.named) return [];
    const x = place(row);
    const half = widthOf(row.label, SMALL) / 2 + 2;
    const near = offsets.filter((_, i) => spec.rows[i].group === row.group && Math.abs(place(spec.rows[i]) - x) < half);
    const distance = 3 + offsets[index] - Math.min(...near);
    return [[index, { shift: Math.max(0, half - x) - Math.max(0, x + half - at.width), drawn: { name: row.label, label: { distance } } }]];
  }));
}

function radius(count) {
  return count > MANY ? 2 : count > 160 ? 3.5 : 5;
}

/** How far each point stands from the middle of its row, so that none covers another. */
function swarms(spec, plot, r) {
  const offsets = spec.rows.map(() => 0);
  const step = 2 * r + 0.5;
  spec.groups.forEach((_, group) => {
    const own = spec.rows.map((row, index) => ({ index, row })).filter(({ row }) => row.group === group && row.value !== null)
      .map(({ index, row }) => ({ index, x: (row.value / spec.top) * plot })).sort((a, b) => a.x - b.x || a.index - b.index);
    own.forEach((point, place) => {
      const near = [];
      for (let i = place - 1; i >= 0 && point.x - own[i].x < step; i -= 1) near.push(own[i]);
      for (let k = 0; ; k += 1) {
        const y = (k % 2 ? 1 : -1) * Math.ceil(k / 2) * (step / 2);
        if (near.every((other) => Math.hypot(point.x - other.x, y - offsets[other.index]) >= step - 0.01)) {
          offsets[point.index] = y;
          break;
        }
      }
    });
  });
  return offsets;
}

/** Lines at the cuts, and above each part of the scale what it is called. */
function bandsOf(spec, plot) {
  const cuts = spec.cuts || [];
  if (!cuts.length) return { height: 0, drawn: () => [] };
  const bands = cuts.map((cut, i) => ({ ...cut, to: i + 1 < cuts.length ? cuts[i + 1].value : spec.top }));
  const named = bands.map((band) => ({ ...band, lines: wrap(band.label, ((band.to - band.value) / spec.top) * plot - 4, SMALL) }));
  const fitting = named.filter((band) => widest(band.lines, SMALL) <= ((band.to - band.value) / spec.top) * plot);
  const height = Math.max(0, ...fitting.map((band) => band.lines.length)) * 16 + 6;
  const drawn = (at) => named.flatMap((band) => {
    const [from, to] = [band.value, band.to].map((value) => at.left + (value / spec.top) * at.plot);
    const line = { type: 'line', silent: true, z: 1, shape: { x1: from, y1: at.top - height + 2, x2: from, y2: at.height - at.bottom },
      style: { stroke: color.hatch, lineWidth: 1, lineDash: [4, 3] } };
    const label = text(band.lines.join('\n'), (from + to) / 2, at.top - height / 2, 'center', { small: true });
    label.style.lineHeight = 16;
    return [...(from - at.left > 2 ? [line] : []), ...(fitting.includes(band) ? [label] : [])];
  });
  return { height, drawn };
}

/** Below each swarm its mean, with an interval where there is one. */
function meansOf(spec, at, down, reach) {
  const part = (spec.means && spec.legend.find((each) => each.key === 'mean')) || {};
  const data = (spec.means || []).flatMap((mean, index) => (mean ? [{ value: [mean.value, down(index)], mean, index }] : []));
  return {
    type: 'custom', silent: true, data, encode: { x: 0, y: 1 }, z: 4,
    renderItem: (params, api) => {
      const { mean, index } = data[params.dataIndex];
      const [x, middle] = api.coord([mean.value, down(index)]);
      const y = middle + reach + MEAN / 2;
      const known = mean.low !== null && mean.low !== undefined;
      const [from, to] = known ? [mean.low, mean.high].map((end) => api.coord([end, 0])[0]) : [x, x];
      const label = text(mean.text, to + 12, y, 'left', { small: true });
      label.style.backgroundColor = color.paper;
      return { type: 'group', children: [label, ...(known ? [whisker(from, to, y, color[part.token])] : []), { type: 'line', shape: { x1: x, y1: y - 7, x2: x, y2: y + 7 }, style: { stroke: color[part.token], lineWidth: 3 } }] };
    },
  };
}
