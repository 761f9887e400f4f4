/* Signing with the device on the desk: the server prepares, docflow-desk signs, the server keeps. */
(() => {
  "use strict";
  const form = document.querySelector("[data-at-desk]");
  const check = document.querySelector("[data-check-desk]");
  const at = (port, path) => `http://127.0.0.1:${port}${path}`;

  const lines = (root) => {
    const all = [...root.querySelectorAll("[data-says]")];
    return (name, text) => {
      for (const line of all) line.hidden = line.dataset.says !== name;
      const shown = all.find((line) => line.dataset.says === name);
      if (!shown) return;
      const words = shown.querySelector("[data-text]");
      if (words) words.textContent = text;
      if (shown.getAttribute("role") === "alert") shown.focus();
    };
  };

  const send = async (address, content) => {
    const response = await fetch(address, { method: "POST", body: content, redirect: "error" });
    return { ok: response.ok, content: await response.json() };
  };

  const ask = async (port, question, path = "/sign") => {
    const response = await fetch(at(port, path), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
    });
    return { ok: response.ok, content: await response.json() };
  };

  const answer = async (question, given) => {
    const content = new FormData();
    content.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const name of ["nonce", "value", "certificate"]) content.set(name, given[name]);
    const address = form.dataset.answer.replace("00000000-0000-0000-0000-000000000000", question.request);
    for (let left = 3; ; left -= 1) {
      try {
        return await send(address, content);
      } catch (fault) {
        if (left === 1) throw fault;
        await new Promise((done) => { window.setTimeout(done, 2000); });
      }
    }
  };

  const sign = async (say) => {
    say("asking");
    const prepared = await send(form.action, new FormData(form));
    if (!prepared.ok) return say("refused", prepared.content.text);
    say("waiting");
    let given;
    try {
      given = await ask(form.dataset.port, prepared.content);
    } catch {
      return say("away");
    }
    if (!given.ok) return say("refused", given.content.text);
    say("keeping");
    const kept = await answer(prepared.content, given.content);
    if (!kept.ok) return say("refused", kept.content.text);
    if (kept.content.more) return sign(say);
    window.location.assign(kept.content.next);
    return undefined;
  };

  /* A list: agreed to at the device once, then each file is prepared, signed and kept in turn. */
  const OF_THE_DEVICE = ["wrong_key", "wrong_page", "wrong_answer", "request_expired", "request_ended"];
  const signList = async (say) => {
    say("asking");
    const listed = await send(form.dataset.list, new FormData(form));
    if (!listed.ok) return say("refused", listed.content.text);
    say("waiting");
    let given;
    try {
      given = await ask(form.dataset.port, listed.content, "/list");
    } catch {
      return say("away");
    }
    if (!given.ok) return say("refused", given.content.text);
    say("going");
    for (;;) {
      const prepared = await send(form.action, new FormData(form));
      if (!prepared.ok) return say("refused", prepared.content.text);
      if (!prepared.content.request) break;
      given = await ask(form.dataset.port, prepared.content);
      if (!given.ok) return say("refused", given.content.text);
      const kept = await answer(prepared.content, given.content);
      if (OF_THE_DEVICE.includes(kept.content.code)) return say("refused", kept.content.text);
      window.htmx.trigger("#batch", "result");
    }
    window.location.reload();
    return undefined;
  };

  /* The state's plug-in fetches the file and brings it back itself: here its call is made, and the
     server is asked how the request stands, for what the plug-in says may be lost. */
  const call = (question, fell) => new Promise((opened, failed) => {
    const line = new WebSocket(`${form.dataset.plugin}/${question.call}`);
    line.addEventListener("open", () => { line.send(JSON.stringify(question.input)); opened(); });
    line.addEventListener("error", failed);
    line.addEventListener("message", (event) => {
      const back = JSON.parse(event.data);
      if (back.Status !== 0) fell(back.Message);
    });
  });

  const signWhole = async (say) => {
    say("asking");
    const content = new FormData(form);
    content.set("way", "file");
    const prepared = await send(form.action, content);
    if (!prepared.ok) return say("refused", prepared.content.text);
    let fallen = "";
    try {
      await call(prepared.content, (message) => { fallen = message; });
    } catch {
      return say("no_plugin");
    }
    say("plugin");
    for (;;) {
      await new Promise((done) => { window.setTimeout(done, 1000); });
      const stands = await (await fetch(prepared.content.state)).json();
      if (stands.state === "refused") return say("refused", fallen || stands.text);
      if (stands.state === "done" && stands.more) return signWhole(say);
      if (stands.state === "done") {
        window.location.assign(stands.next);
        return undefined;
      }
      if (fallen) return say("refused", fallen);
    }
  };

  if (form) {
    const say = lines(form);
    const button = form.querySelector("[data-start]");
    const whole = form.querySelector("[data-plugin-start]");
    const buttons = [button, whole].filter(Boolean);
    const free = (are) => { for (const each of buttons) each.disabled = !are; };
    const begin = async (way) => {
      if (button.disabled) return;
      free(false);
      try {
        await way(say);
      } catch {
        say("away");
      }
      free(true);
    };
    free(true);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      begin(form.dataset.list ? signList : sign);
    });
    if (whole) whole.addEventListener("click", () => begin(signWhole));
  }

  if (check) {
    const say = lines(check);
    const look = async () => {
      say("looking");
      try {
        const response = await fetch(at(check.dataset.port, "/status"));
        const found = await response.json();
        if (!response.ok) say("refused", found.text);
        else if (found.certificate && found.certificate.trim() !== check.dataset.certificate.trim()) say("another");
        else say(found.busy ? "busy" : "there");
      } catch {
        say("away");
      }
    };
    check.querySelector("[data-again]").addEventListener("click", look);
    look();
  }
})();
