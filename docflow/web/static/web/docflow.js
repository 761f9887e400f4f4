/* Small things people notice: keys, rows that open, a form that says it is working. */
(() => {
  "use strict";
  const words = document.body.dataset;

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    next.querySelector("a").focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const follow = (name) => {
    const link = document.querySelector(`[data-key="${name}"]`);
    if (!link) return false;
    link.click();
    return true;
  };

  const keys = document.querySelector("[data-keys]");
  const areOff = () => window.localStorage.getItem("keys") === "off";
  if (keys) {
    keys.checked = !areOff();
    keys.addEventListener("change", () => {
      window.localStorage.setItem("keys", keys.checked ? "on" : "off");
    });
  }

  document.addEventListener("keydown", (event) => {
    if (areOff() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const box = document.querySelector("#search-box");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "j") follow("j") || go(1);
    else if (event.key === "k") follow("k") || go(-1);
    else if ("udns?".includes(event.key)) follow(event.key);
  });

  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => {
        copy.querySelector("[data-said]").textContent = words.copied;
      });
      return;
    }
    const row = event.target.closest("[data-row]");
    if (!row || event.target.closest("a, button, input, label, summary")) return;
    if (!String(window.getSelection())) row.querySelector("a").click();
  });

  // What was typed before the page was whole is looked for too.
  window.addEventListener("load", () => {
    for (const box of document.querySelectorAll("input[type=search][hx-get]"))
      if (box.value !== box.defaultValue) window.htmx.trigger(box, "search");
  });

  const bar = document.querySelector("#working");
  let timer = 0;
  const working = () => { timer = window.setTimeout(() => { bar.hidden = false; }, 400); };
  const done = () => { window.clearTimeout(timer); bar.hidden = true; };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    // The answer would open at the place this page was left at: past its errors, past its pages.
    if (window.location.hash) {
      window.history.replaceState(null, "", window.location.pathname + window.location.search);
    }
    if (event.defaultPrevented || form.hasAttribute("hx-post") || form.hasAttribute("hx-get")) return;
    // A file comes and the page stays, with all that was typed.
    if (event.submitter && event.submitter.hasAttribute("data-file")) return;
    if (form.method === "post") form.dataset.sent = "yes";
    form.querySelectorAll("[data-busy]").forEach((button) => {
      button.setAttribute("aria-disabled", "true");
      button.textContent = button.dataset.busy;
    });
    working();
  });
  window.addEventListener("pageshow", (event) => {
    done();
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
    });
  });
  document.addEventListener("htmx:beforeRequest", working);
  document.addEventListener("htmx:afterRequest", done);

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.addEventListener("click", () => window.print());
  });
  document.querySelectorAll("select[data-submit]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
  });
  // A line that stands there from the start is not read out; one that comes into its place is.
  const tell = (part) => part.querySelectorAll("[data-tell] span").forEach((line) => {
    const text = line.textContent;
    line.textContent = "";
    window.setTimeout(() => { line.textContent = text; }, 150);
  });
  const showWrong = (part) => {
    const wrong = part.querySelector("#error-summary");
    if (wrong) wrong.focus();
  };
  // A part of a page takes the place of itself, also when it tells a refusal; any other answer,
  // such as a refused page or none at all, is asked for as a page.
  const isPart = (element) => element.hasAttribute("data-part");
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, serverResponse } = event.detail;
    if (!isPart(target)) return;
    event.detail.shouldSwap = serverResponse.trimStart().startsWith(`<div id="${target.id}"`);
    event.detail.isError = !event.detail.shouldSwap;
    if (event.detail.isError) window.location.reload();
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (isPart(event.detail.target)) window.location.reload();
  });
  document.addEventListener("htmx:load", (event) => {
    if (!isPart(event.detail.elt)) return;
    tell(event.detail.elt);
    showWrong(event.detail.elt);
  });
  tell(document);
  // What answers a POST without leading on, such as a form that came back or a refusal, takes the
  // address of a page that can be opened: "Back" would lead to the browser's own error.
  if (words.here) window.history.replaceState(window.history.state, "", words.here);
  showWrong(document);
})();
