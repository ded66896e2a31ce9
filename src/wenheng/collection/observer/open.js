// What the visitor may call, for whoever has the key. The page can neither replace nor list it.
const opened = allPristine({
  composers, controls, launchers, hoverables, signs, element: elementOf,
  said: (id) => textOf(elementOf(id) || body(), 1500),
  quietFor, fresh, agreements, remember, overlaid, covered, covering, dialogue,
  features, option, offers, focused, access, disclosed, overlay, evidence,
});
Object.defineProperty(window, '__wenheng', { value: (key) => (key === KEY ? opened : undefined) });
