/* The signing book by keyboard: j the next document, k the one before. */
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !"jk".includes(event.key)) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const link = document.querySelector(`[data-key="${event.key}"]`);
    if (link) link.click();
  });
})();
