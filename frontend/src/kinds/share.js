import { axes, layoutOf } from '../layout.js';
import { widthOf } from '../text.js';
import { color, inkOn } from '../tokens.js';

const HATCH = { symbol: 'rect', color: color.hatch, dashArrayX: [1, 0], dashArrayY: [1, 5], rotation: -Math.PI / 4 };

const percent = (value) => `${Math.round(value * 100)}%`;

/** Parts of a whole: each row is 100 %. */
export function share(spec, width) {
  const at = layoutOf(spec, width, spec.bar || 26);
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
