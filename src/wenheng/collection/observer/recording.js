// For a person who shows the way to an assistant: tells what is pressed, and which entry at last.
// Runs after the observer, in every frame; facts are taken before the page can react to the press.
(() => {
  const { composers, launchers } = window.__wenheng;
  const tell = window.__wenhengShown;
  const { x: left, y: top } = { x: (event) => event.clientX, y: (event) => event.clientY };
  const smallest = (all, event) => {
    const holds = ({ x, y, w, h }) => left(event) >= x && left(event) <= x + w && top(event) >= y && top(event) <= y + h;
    return all.filter(holds).sort((one, other) => one.w * one.h - other.w * other.h)[0] || null;
  };
  const shown = (event) => {
    if (!event.isTrusted) return;
    const entry = smallest(composers(), event);
    const pressed = entry ? null : smallest(launchers(), event);
    if (entry || pressed) tell({ entry, pressed });
  };
  window.addEventListener('pointerdown', shown, true);
})();
