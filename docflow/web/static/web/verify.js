/* Verify: a file may be dropped anywhere on the field, and is sent at once with its progress shown. */
(() => {
  "use strict";
  const form = document.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector(".drop-progress");
  const answer = document.querySelector("#answer");

  const show = (html) => {
    answer.innerHTML = html;
    answer.querySelectorAll("[data-print]").forEach((button) => {
      button.addEventListener("click", () => window.print());
    });
    answer.focus();
    answer.scrollIntoView({ block: "start" });
  };

  const send = () => {
    if (!input.files.length || !bar.hidden) return;
    const request = new XMLHttpRequest();
    const progress = bar.querySelector("progress");
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable || event.loaded === event.total) progress.removeAttribute("value");
      else { progress.max = event.total; progress.value = event.loaded; }
    });
    request.addEventListener("loadend", () => {
      bar.hidden = true;
      form.removeAttribute("aria-busy");
      if (request.status === 200) show(request.responseText);
      else { delete form.dataset.sent; form.submit(); }
    });
    answer.textContent = "";
    bar.hidden = false;
    form.setAttribute("aria-busy", "true");
    request.send(new FormData(form));
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); send(); });
  input.addEventListener("change", send);
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.remove("over"); });
  }
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    send();
  });
})();
