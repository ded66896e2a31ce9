// Runs in a world of its own, beside axe-core: what axe-core finds, by rule and impact, bounded.
async (panel) => {
  const large = document.getElementsByTagName('*').length > 12000;
  const options = { elementRef: true, iframes: false, resultTypes: ['violations'] };
  if (large) options.rules = { 'color-contrast': { enabled: false } };
  const result = await axe.run(document, options);
  const inPanel = (element) => {
    if (!panel) return true;
    const at = element.getBoundingClientRect();
    const x = at.x + at.width / 2;
    const y = at.y + at.height / 2;
    return x >= panel.x && x <= panel.x + panel.w && y >= panel.y && y <= panel.y + panel.h;
  };
  const violations = result.violations.map((rule) => ({
    rule: rule.id,
    impact: rule.impact,
    help: rule.help,
    tags: rule.tags.filter((tag) => tag.startsWith('wcag')),
    nodes: rule.nodes.length,
    in_panel: rule.nodes.filter((node) => node.element && inPanel(node.element)).length,
    examples: rule.nodes.slice(0, 5).map((node) => node.target.flat().join(' ').slice(0, 200)),
  }));
  const { version } = result.testEngine;
  return { version, without: large ? ['color-contrast'] : [], passed: result.passes.length, violations };
};
