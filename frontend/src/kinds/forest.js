import { axes, layoutOf, remark } from '../layout.js';
import { color } from '../tokens.js';

const LANE = 14;

/** Values with intervals, a lane for each mark of a row; on an axis that may cross zero. */
export function forest(spec, width) {
  const marks = spec.legend.filter((part) => part.key in (spec.rows[0] || { marks: {} }).marks);
  const at = layoutOf(spec, width, LANE * marks.length + (marks.length > 1 ? 8 : 0), spec.texts ? 40 : 12);
  const points = spec.rows.flatMap((row, index) => marks.flatMap((mark, lane) => {
    const held = row.marks[mark.key];
    if (!held || held.value === null) return [];
    return [{ value: [held.value, index], row: index, link: row.link, held, mark, lane: (lane - (marks.length - 1) / 2) * LANE }];
  }));
  const axis = axes(spec, { top: spec.max, step: at.narrow ? spec.coarse : spec.step, label: signed(spec) });
  axis.xAxis.min = spec.min;
  const series = [{ type: 'custom', emphasis: { disabled: true }, data: points, encode: { x: 0, y: 1 }, renderItem: drawn(points, spec) }];
  const gutter = spec.rows.flatMap((row, index) => (row.remark ? [remark(row.remark, at, index)] : []));
  return { at, gutter: spec.zero ? [zeroLine(spec, at), ...gutter] : gutter, ...axis, series };
}

function signed(spec) {
  return (value) => (value === 0 && spec.hideZero ? '' : String(value).replace('-', '\u2212'));
}

/** Where nothing differs, behind all marks. */
function zeroLine(spec, at) {
  const x = at.left + (at.plot * -spec.min) / (spec.max - spec.min);
  return { type: 'line', silent: true, z: -1, shape: { x1: x, y1: at.top, x2: x, y2: at.height - at.bottom }, style: { stroke: color.muted, lineWidth: 1 } };
}

/** Outer range, interval and mark of a point, its text behind. */
function drawn(points, spec) {
  return (params, api) => {
    const { held, mark, lane } = points[params.dataIndex];
    const place = (value) => api.coord([value, api.value(1)])[0];
    const [x, middle] = api.coord([held.value, api.value(1)]);
    const y = middle + lane;
    const bar = (from, to, half, fill) => ({ type: 'rect', shape: { x: place(from), y: y - half, width: Math.max(1, place(to) - place(from)), height: 2 * half, r: half }, style: { fill } });
    const children = [];
    if (held.least !== undefined) children.push(bar(held.least, held.most, 5, color.range));
    const known = held.low !== null && held.low !== undefined;
    if (known) children.push(bar(held.low, held.high, 1.5, color[mark.token]));
    children.push(symbol(mark, x, y));
    if (spec.texts) {
      const end = known ? Math.max(x + 8, place(held.high) + 3) : x + 8;
      children.push({ type: 'text', x: end + 2, y, style: { text: held.text, fill: color.ink, font: '12px sans-serif', verticalAlign: 'middle', backgroundColor: color.paper, padding: [0, 1] } });
    }
    return { type: 'group', children };
  };
}

function symbol(mark, x, y) {
  const style = { fill: color[mark.token], stroke: color.paper, lineWidth: 1.5 };
  if (mark.shape === 'diamond') return { type: 'polygon', style, shape: { points: [[x, y - 8], [x + 8, y], [x, y + 8], [x - 8, y]] } };
  return { type: 'circle', style, shape: { cx: x, cy: y, r: 6 } };
}
