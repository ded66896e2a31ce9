// Old style: a table of lines, an input and a button, XMLHttpRequest-like waiting text.
window.Assistants.plain = (root, data) => {
  root.innerHTML = '<table class="rob" cellspacing="0"><tr><td class="rob-t"></td></tr><tr><td class="rob-l"><div></div></td></tr><tr><td class="rob-i"><input type="text" size="30"><input type="button" value="发送"><input type="button" value="清空"></td></tr></table>';
  const [title, list, form] = root.querySelectorAll("td");
  const [text, submit, clear] = form.children;
  const lines = list.firstChild;
  title.textContent = `${data.place}智能客服（${data.robot}）`;
  if (data.close) {
    const shut = document.createElement("a");
    shut.textContent = "[关闭]";
    shut.onclick = data.close;
    title.append(shut);
  }
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  function line(who, words) {
    const row = document.createElement("div");
    row.innerHTML = "<font></font><span></span>";
    row.firstChild.textContent = `${who}：`;
    row.firstChild.color = who === "我" ? "#0066cc" : "#cc3300";
    row.lastChild.textContent = words;
    lines.append(row);
    lines.scrollTop = lines.scrollHeight;
    return row;
  }

  async function ask(question) {
    if (!question.trim()) return;
    text.value = "";
    line("我", question);
    const row = line(data.robot, "正在查询，请稍候……");
    const before = Date.now();
    for await (const { end } of wire.whole(data.api, question)) {
      await wait(Math.max(0, data.fillerMs - (Date.now() - before)));
      row.lastChild.textContent = end.text;
      for (const [name, words] of end.card) row.append(Object.assign(document.createElement("p"), { textContent: `【${name}】${words}` }));
      for (const link of end.links) {
        const tag = Object.assign(document.createElement("a"), { href: link.url, textContent: link.text, target: "_blank" });
        row.append(document.createElement("br"), tag);
      }
      for (const option of end.options) {
        const tag = Object.assign(document.createElement("a"), { href: "javascript:;", textContent: `· ${option}` });
        tag.onclick = () => ask(option);
        row.append(document.createElement("br"), tag);
      }
    }
    lines.scrollTop = lines.scrollHeight;
  }

  submit.onclick = () => ask(text.value);
  clear.onclick = () => lines.replaceChildren();
  text.onkeypress = (event) => { if (event.keyCode === 13) ask(text.value); };
  line(data.robot, data.welcome);
};
