import { legendOf } from '../layout.js';
import { color } from '../tokens.js';

const SIDE = 460;
const MANY = 500;

/** Points on two scales: a diagonal, lines at the medians, a corner set apart; few points named. */
export function quadrant(spec, width) {
  const narrow = width < 560;
  const legend = legendOf(spec.legend, width);
  const top = legend.height + 8;
  const at = { left: 60, right: narrow ? 20 : 34, top, bottom: 52 };
  at.height = Math.ceil(top + Math.min(width - 70, SIDE) + at.bottom);
  const named = spec.rows.filter((row) => row.tag && row.tag <= (narrow ? 5 : 8));
  const many = spec.rows.length > MANY;
  const points = (part, kept) => spec.rows.map((row, index) => point(spec, row, index, part, named, narrow))
    .filter((each) => each && kept(each));
  const cloud = many ? spec.legend.map((part) => ({ ...marks(part), symbolSize: 6, large: true, largeThreshold: MANY, data: points(part, () => true) })) : [];
  const series = [...cloud, ...spec.legend.map((part) => ({
    ...marks(part),
    label: { show: true, position: 'right', distance: 3, fontSize: 12, color: color.ink, formatter: (each) => each.data.name },
    labelLayout: { hideOverlap: true },
    data: points(part, (each) => !many || each.name),
  }))];
  if (series.length) Object.assign(series[0], guides(spec));
  return { at, gutter: legend.drawn, xAxis: axis(spec.x, 30), yAxis: axis(spec.y, 40), series };
}

function marks(part) {
  return {
    type: 'scatter', symbol: part.shape, symbolSize: (_, { data }) => data.size || 11, emphasis: { disabled: true },
    itemStyle: { color: color[part.token], borderColor: color.paper, borderWidth: 1, opacity: 0.85 },
  };
}

function point(spec, row, index, part, named, narrow) {
  if (row.group !== part.key) return null;
  const share = row.x / spec.x.top;
  const side = share > 0.9 ? 'left' : share > 0.7 ? 'bottom' : 'right';
  const name = named.includes(row) ? (narrow && row.short) || row.label : '';
  return { value: [row.x, row.y], row: index, link: row.link, size: row.size, name, label: { position: side } };
}

function axis(scale, gap) {
  return {
    type: 'value', min: 0, max: scale.top, interval: scale.step, name: scale.axis, nameLocation: 'middle', nameGap: gap,
    nameTextStyle: { color: color.muted, fontSize: 12 },
    axisLabel: { color: color.muted, fontSize: 12, margin: 13, showMinLabel: true, formatter: scale.percent ? (value) => `${Math.round(value * 100)}%` : String },
    axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: color.grid } },
  };
}

/** Lines and the corner behind the points, silent. */
function guides(spec) {
  const lines = (spec.lines || []).map((line) => ({
    [line.of === 'x' ? 'xAxis' : 'yAxis']: line.at,
    label: { show: true, formatter: line.label, color: color.muted, fontSize: 11, position: line.of === 'x' ? 'insideEndTop' : 'insideStartTop' },
    lineStyle: { color: color.hatch, type: 'dashed', width: 1 },
  }));
  if (spec.diagonal) {
    const ends = [{ coord: [0, 0] }, { coord: [spec.x.top, spec.y.top] }];
    lines.push([{ ...ends[0], lineStyle: { color: color.muted, type: 'solid', width: 1 }, label: { show: false } }, ends[1]]);
  }
  const found = { markLine: { silent: true, symbol: 'none', animation: false, data: lines } };
  if (spec.corner) {
    const { x, y } = spec.corner;
    found.markArea = {
      silent: true, itemStyle: { color: color.unknown, borderColor: color.hatch, borderWidth: 1, borderType: 'dashed' },
      label: { show: true, position: 'insideBottomRight', color: color.muted, fontSize: 12 },
      data: [[{ name: spec.corner.label, coord: [x, y] }, { coord: [spec.x.top, spec.y.top] }]],
    };
  }
  return found;
}
