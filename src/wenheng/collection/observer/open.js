// What the visitor may call. The property can be neither replaced nor listed by the page.
Object.defineProperty(window, '__wenheng', {
  value: Object.freeze({ composers, controls, launchers, hoverables, signs, element: elementOf, said: (id) => textOf(elementOf(id) || body(), 1500), quietFor, fresh, agreements, remember, covering, dialogue, features, option, offers, focused, access, overlay, evidence }),
});
