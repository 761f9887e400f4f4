/* Marks placed by sight: boxes are dragged or moved by arrow keys; the server says what lies under
   them. The numbers of the form are what is kept: the boxes only show them. */
(() => {
  "use strict";
  const form = document.querySelector("form.placing");
  const sheet = form.querySelector("[data-sheet]");
  const picture = sheet.querySelector("image");
  const boxes = [...sheet.querySelectorAll("[data-box]")];
  const wrong = form.querySelector("[data-wrong]");
  const input = (field, name) => form.elements[`${field}-${name}`];
  let timer = 0;
  let asked = 0;

  function size(box) {
    const shape = box.querySelector("rect, ellipse");
    if (shape.tagName === "ellipse") {
      return { width: 2 * Number(shape.getAttribute("rx")), height: 2 * Number(shape.getAttribute("ry")) };
    }
    return { width: Number(shape.getAttribute("width")), height: Number(shape.getAttribute("height")) };
  }

  function draw(box, place) {
    const shape = box.querySelector("rect, ellipse");
    const middle = [place.left + place.width / 2, place.top + place.height / 2];
    const edges = shape.tagName === "ellipse"
      ? { cx: middle[0], cy: middle[1], rx: place.width / 2, ry: place.height / 2 }
      : { x: place.left, y: place.top, width: place.width, height: place.height };
    for (const [name, value] of Object.entries(edges)) shape.setAttribute(name, value);
    const text = box.querySelector("text");
    text.setAttribute("x", middle[0]);
    text.setAttribute("y", middle[1]);
    box.dataset.page = place.page;
    box.classList.toggle("elsewhere", String(place.page) !== sheet.dataset.sheet);
  }

  function placeOf(field) {
    const { width, height } = size(boxes.find((box) => box.dataset.box === field));
    const value = (name, otherwise) => {
      const found = Number.parseFloat(input(field, name)?.value ?? "");
      return Number.isFinite(found) ? found : otherwise;
    };
    return {
      page: value("page", 1),
      left: value("left", 0),
      top: value("top", 0),
      width: value("width", width),
      height: value("height", height),
    };
  }

  function within(place) {
    const { width, height } = sheet.viewBox.baseVal;
    return {
      ...place,
      left: Math.max(0, Math.min(place.left, width - place.width)),
      top: Math.max(0, Math.min(place.top, height - place.height)),
    };
  }

  function write(field, place) {
    for (const name of ["page", "left", "top"]) {
      const value = name === "page" ? place.page : Math.round(place[name] * 10) / 10;
      input(field, name).value = value;
    }
  }

  function choose(field) {
    input(field, "by_sight").checked = true;
    draw(boxes.find((box) => box.dataset.box === field), placeOf(field));
    look();
  }

  function look() {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  }

  async function ask() {
    const mine = (asked += 1);
    let answer;
    try {
      const response = await fetch(form.dataset.look, { method: "POST", body: new FormData(form) });
      if (!response.ok) return;
      answer = await response.json();
    } catch {
      return;
    }
    if (mine !== asked) return;
    wrong.hidden = !answer.wrong;
    wrong.textContent = answer.wrong || "";
    for (const [field, place] of Object.entries(answer.marks || {})) tell(field, place);
  }

  function tell(field, place) {
    const box = boxes.find((each) => each.dataset.box === field);
    const chosen = input(field, "by_sight").checked;
    if (!chosen && place.page !== null) {
      write(field, place);
      draw(box, place);
    }
    box.classList.toggle("waits", !chosen && place.page === null);
    box.classList.toggle("wrong", Boolean(place.why));
    const state = form.querySelector(`[data-fields="${field}"] [data-state]`);
    const { found, placed, added } = state.dataset;
    const standing = place.page === null ? added : `${found} ${place.page}`;
    state.textContent = place.why || (chosen ? placed : standing);
    state.classList.toggle("wrong", Boolean(place.why));
  }

  function show(number) {
    const link = form.querySelector(`[data-sheet-number="${number}"]`);
    for (const each of form.querySelectorAll("[data-sheet-number]")) each.removeAttribute("aria-current");
    link.setAttribute("aria-current", "page");
    sheet.dataset.sheet = number;
    sheet.setAttribute("viewBox", `0 0 ${link.dataset.width} ${link.dataset.height}`);
    sheet.setAttribute("aria-label", link.textContent);
    picture.setAttribute("href", link.dataset.address);
    picture.setAttribute("width", link.dataset.width);
    picture.setAttribute("height", link.dataset.height);
    for (const box of boxes) box.classList.toggle("elsewhere", box.dataset.page !== String(number));
  }

  function point(event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
  }

  for (const box of boxes) {
    const field = box.dataset.box;
    let held = null;
    box.addEventListener("pointerdown", (event) => {
      const at = point(event);
      const place = placeOf(field);
      held = { x: at.x - place.left, y: at.y - place.top };
      box.setPointerCapture(event.pointerId);
      event.preventDefault();
      box.focus();
    });
    box.addEventListener("pointermove", (event) => {
      if (!held) return;
      const at = point(event);
      write(field, within({ ...placeOf(field), left: at.x - held.x, top: at.y - held.y }));
      choose(field);
    });
    for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { held = null; });
    box.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      const by = event.shiftKey ? 10 : 1;
      const place = placeOf(field);
      write(field, within({ ...place, left: place.left + by * step[0], top: place.top + by * step[1] }));
      choose(field);
    });
  }

  form.addEventListener("input", (event) => {
    const field = event.target.closest("[data-fields]")?.dataset.fields;
    if (!field) return;
    if (event.target.type === "checkbox") look();
    else choose(field);
  });

  for (const button of form.querySelectorAll("[data-bring]")) {
    button.hidden = form.querySelectorAll("[data-sheet-number]").length < 2;
    button.addEventListener("click", () => {
      input(button.dataset.bring, "page").value = sheet.dataset.sheet;
      choose(button.dataset.bring);
    });
  }

  for (const link of form.querySelectorAll("[data-sheet-number]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link.dataset.sheetNumber);
    });
  }
})();
