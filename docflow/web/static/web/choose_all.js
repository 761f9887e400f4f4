/* Ticking every document of a list at once, and none again. */
(() => {
  "use strict";
  const button = document.querySelector("[data-choose-all]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll('input[type="checkbox"][name="uid"]')];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
})();
