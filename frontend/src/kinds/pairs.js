import { axes, layoutOf, remark, stepOf } from '../layout.js';
import { widest } from '../text.js';
import { color } from '../tokens.js';
import { forest } from './forest.js';

/** Two or more marks on one scale per row, joined by a line. */
export function pairs(spec, width) {
  if (spec.rows.some((row) => row.ends)) return forest(withLanes(spec), width);
  const texts = spec.rows.flatMap((row) => Object.values(row.texts));
  const at = layoutOf(spec, width, 18, widest(texts, 12) + 16);
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
  return { at, gutter, ...axes(spec, { top: spec.top, step: stepOf(spec.top, at.narrow) }), series };
}

/** The same with the intervals of the marks: each mark gets a lane of its own. */
function withLanes(spec) {
  const rows = spec.rows.map((row) => ({
    ...row,
    marks: Object.fromEntries(spec.legend.map(({ key }) => {
      const [low, high] = (row.ends || {})[key] || [null, null];
      return [key, { value: row.values[key] ?? null, low, high, text: row.texts[key] }];
    })),
  }));
  const step = stepOf(spec.top, false);
  return { ...spec, rows, min: 0, max: spec.top, step, coarse: stepOf(spec.top, true), texts: true };
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
