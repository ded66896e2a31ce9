// How a front end asks: every way yields {delta: text} any number of times, then {end: reply}.
window.Assistants = {};
window.wire = (() => {
  const session = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16)).join("");
  const failed = (text) => ({ end: { kind: "error", text: text || "网络异常，请稍后重试。", links: [], options: [], card: [] } });
  const post = (url, question, signal) =>
    fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ question, session }), signal });

  async function* whole(api, question) {
    try {
      const answer = await post(`${api}/chat`, question);
      yield { end: await answer.json() };
    } catch {
      yield failed();
    }
  }

  async function* lines(api, question, signal) {
    try {
      const answer = await post(`${api}/stream`, question, signal);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        const parts = (rest + value).split("\n");
        rest = parts.pop();
        for (const part of parts) if (part) yield JSON.parse(part);
      }
    } catch {
      yield failed(signal && signal.aborted ? "已停止回答。" : "");
    }
  }

  // A queue between callbacks and `for await`.
  function channel() {
    const waiting = [];
    let wake = null;
    const put = (event) => { waiting.push(event); if (wake) wake(); };
    async function* take() {
      for (;;) {
        while (!waiting.length) await new Promise((resolve) => { wake = resolve; });
        const event = waiting.shift();
        yield event;
        if (event.end) return;
      }
    }
    return { put, take };
  }

  async function* events(api, question) {
    const { put, take } = channel();
    const query = new URLSearchParams({ question, session });
    const source = new EventSource(`${api}/events?${query}`);
    source.onmessage = (message) => put(JSON.parse(message.data));
    source.onerror = () => { source.close(); put(failed()); };
    for await (const event of take()) {
      if (event.end) source.close();
      yield event;
    }
  }

  let socket = null;
  async function* messages(api, question) {
    const { put, take } = channel();
    if (!socket || socket.readyState > 1) socket = new WebSocket(`ws://${location.host}${api}/socket`);
    socket.onmessage = (message) => put(JSON.parse(message.data));
    socket.onerror = socket.onclose = () => put(failed());
    const send = () => socket.send(JSON.stringify({ question, session }));
    if (socket.readyState === 1) send();
    else socket.onopen = send;
    yield* take();
  }

  const rate = (api, mark) => fetch(`${api}/rate`, { method: "POST", body: JSON.stringify({ mark, session }) });
  return { whole, lines, events, messages, rate };
})();
