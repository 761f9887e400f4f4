/* Assigning: a standard directive at a click; a date that is typed chooses itself. */
(() => {
  "use strict";
  const directive = document.querySelector("#id_directive, #id_summary");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-directive]");
    if (!button) return;
    directive.value = [directive.value.trim(), button.dataset.directive].filter(Boolean).join(" ");
    directive.focus();
  });
  for (const name of ["day", "hour"]) {
    document.querySelector(`#id_${name}`)?.addEventListener("input", () => {
      document.querySelector('[name="due"][value="date"]').checked = true;
    });
  }
})();
