// Ways to open the assistant: a panel in the page, a frame, after choosing a region.
window.launch = (() => {
  const data = JSON.parse(document.getElementById("assistant-data").textContent);
  const places = {
    right: "right:20px;bottom:20px;width:400px;height:560px;max-height:94vh;border-radius:10px",
    full: "left:0;right:0;bottom:0;top:0",
  };
  let open = null;

  function box(where) {
    if (open) open.remove();
    open = document.createElement("div");
    open.style.cssText = `position:fixed;z-index:1000;background:#fff;overflow:hidden;box-shadow:0 8px 40px #0004;${places[where]}`;
    document.body.append(open);
    return open;
  }

  function close() {
    if (open) open.remove();
    open = null;
  }

  const mount = (root, shut) => window.Assistants[data.chat](root, { ...data, close: shut });

  function panel(where) {
    if (!open) mount(box(where), close);
  }

  function frame(url) {
    const root = box("right");
    const bar = document.createElement("div");
    bar.style.cssText = "height:34px;background:#0b7a6a;color:#fff;line-height:34px;padding:0 12px;display:flex;justify-content:space-between";
    bar.innerHTML = "<span>在线咨询</span><span style='cursor:pointer'>✕</span>";
    bar.lastChild.onclick = close;
    const inner = document.createElement("iframe");
    inner.src = url;
    inner.style.cssText = "border:0;width:100%;height:calc(100% - 34px)";
    root.append(bar, inner);
  }

  function regions() {
    const names = JSON.parse(document.getElementById("region-names").textContent);
    const root = box("right");
    root.innerHTML = "<p style='margin:0;padding:14px;background:#b5141b;color:#fff'>请选择您所在的地区</p>";
    for (const name of names) {
      const row = document.createElement("div");
      row.textContent = name;
      row.style.cssText = "padding:13px 18px;border-bottom:1px solid #eee;cursor:pointer";
      row.onclick = () => mount(box("right"), close);
      root.append(row);
    }
  }

  return { data, mount, panel, frame, regions, close };
})();
