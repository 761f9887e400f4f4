// Fetches a document's file with the session and hands its bytes to the sandboxed frame.
(function () {
  "use strict";
  if (window.docflowViewer) return; // a part of a page may bring this script once more
  window.docflowViewer = true;
  const PATIENCE = 30000; // milliseconds until a frame that says nothing is given up
  const started = new WeakSet();

  function start() {
    for (const box of document.querySelectorAll("[data-viewer]")) {
      if (started.has(box)) continue;
      started.add(box);
      open(box);
    }
  }

  function open(box) {
    const frame = box.querySelector("iframe");
    const file = bytesOf(box.dataset.file, "application/pdf");
    const giveUp = setTimeout(() => fail(box), PATIENCE);
    file.catch(() => fail(box));
    window.addEventListener("message", function meet(event) {
      if (event.source !== frame.contentWindow || event.data !== "viewer ready") return;
      window.removeEventListener("message", meet);
      clearTimeout(giveUp);
      talk(box, event.ports[0], file);
    });
    frame.src = box.dataset.frame;
  }

  function talk(box, port, file) {
    port.onmessage = ({ data }) => {
      if (data.shown) succeed(box);
      else if (data.failed) fail(box);
      else if (data.resource) answer(box, port, data.resource);
    };
    file.then((bytes) => port.postMessage({ file: bytes }, [bytes])).catch(() => fail(box));
  }

  // Decoders and fonts the frame may ask for by name; nothing else is fetched for it.
  function answer(box, port, resource) {
    const listed = JSON.parse(box.dataset.resources);
    const address = Object.hasOwn(listed, resource) ? listed[resource] : null;
    const found = address ? bytesOf(address) : Promise.reject(new Error("not listed"));
    found
      .then((bytes) => port.postMessage({ resource, bytes }, [bytes]))
      .catch(() => port.postMessage({ resource, bytes: null }));
  }

  async function bytesOf(address, type) {
    const answered = await fetch(address, { credentials: "same-origin", redirect: "error" });
    const kind = answered.headers.get("Content-Type") || "";
    if (!answered.ok || (type && !kind.startsWith(type))) throw new Error(String(answered.status));
    return answered.arrayBuffer();
  }

  function succeed(box) {
    box.querySelector("[data-opening]").hidden = true;
    box.dataset.state = "shown";
  }

  function fail(box) {
    box.querySelector("[data-opening]").hidden = true;
    box.querySelector("iframe").hidden = true;
    box.querySelector("[data-fault]").hidden = false;
    box.dataset.state = "failed";
  }

  document.addEventListener("htmx:load", start);
  document.addEventListener("DOMContentLoaded", start);
  start();
})();
