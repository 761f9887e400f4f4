// Shows one PDF inside a frame that may run these scripts and nothing else: no origin, no session,
// no network. The page around hands the bytes over, through the one channel offered at the start.
const words = document.body.dataset;
const pages = document.querySelector(".pages");
const control = Object.fromEntries(
  [...document.querySelectorAll("[data-control]")].map((each) => [each.dataset.control, each])
);
const channel = new MessageChannel();
const outside = channel.port1;
const asked = new Map();
const CSS_PIXELS = 96 / 72; // of a point
const MARGIN = 8; // pixels around a page
const LARGEST_CANVAS = 16e6; // pixels
const STEPS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const PREPARED = 200; // pages whose text is laid out before they are seen
let sheets = [];
let zoom = null; // null: as wide as the frame
let pdfjs = null;

outside.onmessage = ({ data }) => {
  if (data.file) show(data.file).catch(() => outside.postMessage({ failed: true }));
  else give(data);
};

function give({ resource, bytes }) {
  asked.get(resource)?.(bytes);
  asked.delete(resource);
}

class FromOutside {
  async fetch({ filename }) {
    const bytes = await new Promise((resolve) => {
      asked.set(filename, resolve);
      outside.postMessage({ resource: filename });
    });
    if (!bytes) {
      document.querySelector(".notice").hidden = false;
      throw new Error(filename);
    }
    return new Uint8Array(bytes);
  }
}

// A frame without an origin may start a worker only from a blob, and as a classic script; that one
// loads the real worker, which says when it is ready.
async function startedWorker() {
  const start = `import(${JSON.stringify(new URL(words.worker, location.href).href)});`;
  const port = new Worker(URL.createObjectURL(new Blob([start], { type: "text/javascript" })));
  await new Promise((ready, failed) => {
    port.onmessage = ready;
    port.onerror = failed;
  });
  return new pdfjs.PDFWorker({ port, verbosity: pdfjs.VerbosityLevel.ERRORS });
}

async function show(data) {
  pdfjs = await import(words.pdf);
  const task = pdfjs.getDocument({
    data,
    worker: await startedWorker(),
    BinaryDataFactory: FromOutside,
    useWorkerFetch: false,
    isEvalSupported: false,
    enableXfa: false,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  task.onPassword = () => task.destroy();
  const file = await task.promise;
  const first = (await file.getPage(1)).getViewport({ scale: 1 });
  sheets = Array.from({ length: file.numPages }, (_, at) => sheet(file, at + 1, first));
  control.page.max = control.count.textContent = file.numPages;
  sheets.forEach(fit);
  pages.append(...sheets.map((each) => each.box));
  tell();
  watch();
  await prepare(sheets[0]);
  outside.postMessage({ shown: file.numPages });
  for (const each of sheets.slice(1, PREPARED)) await prepare(each).catch(() => fault(each));
}

function sheet(file, number, size) {
  const box = document.createElement("section");
  box.className = "page";
  box.setAttribute("aria-label", `${words.pageWord} ${number}`);
  return { file, number, box, size, text: null, canvas: null, task: null };
}

// Its true size and its text: what is selected, searched, and read aloud.
function prepare(each) {
  each.prepared ??= layOut(each);
  return each.prepared;
}

async function layOut(each) {
  each.proxy = await each.file.getPage(each.number);
  each.size = each.proxy.getViewport({ scale: 1 });
  fit(each);
  each.text = document.createElement("div");
  each.text.className = "text";
  each.box.append(each.text);
  const layer = new pdfjs.TextLayer({
    textContentSource: each.proxy.streamTextContent({ includeMarkedContent: true }),
    container: each.text,
    viewport: each.proxy.getViewport({ scale: each.scale }),
  });
  await layer.render();
}

function fit(each) {
  const room = pages.clientWidth - 2 * MARGIN;
  each.scale = zoom === null ? Math.min(room / each.size.width, 2 * CSS_PIXELS) : zoom * CSS_PIXELS;
  each.box.style.setProperty("--total-scale-factor", each.scale);
  each.box.style.width = `${Math.floor(each.size.width * each.scale)}px`;
  each.box.style.height = `${Math.floor(each.size.height * each.scale)}px`;
}

async function draw(each) {
  await prepare(each);
  const ratio = Math.min(
    window.devicePixelRatio || 1,
    Math.sqrt(LARGEST_CANVAS / (each.size.width * each.size.height)) / each.scale
  );
  const wanted = each.scale * ratio;
  if (!each.near || each.drawn === wanted) return;
  each.task?.cancel();
  each.drawn = wanted;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(each.box.clientWidth * ratio);
  canvas.height = Math.round(each.box.clientHeight * ratio);
  const viewport = each.proxy.getViewport({ scale: canvas.width / each.size.width });
  canvas.setAttribute("aria-hidden", "true");
  each.task = each.proxy.render({ canvas, viewport });
  await each.task.promise;
  each.canvas?.remove();
  each.canvas = canvas;
  each.box.prepend(canvas);
  each.box.dataset.drawn = each.number;
}

function drawOrTell(each) {
  draw(each).catch((error) => {
    if (error.name !== "RenderingCancelledException") fault(each);
  });
}

function fault(each) {
  if (each.box.querySelector(".fault")) return;
  const told = document.createElement("p");
  told.className = "fault";
  told.textContent = words.pageFault;
  each.box.append(told);
}

function forget(each) {
  each.task?.cancel();
  each.canvas?.remove();
  each.canvas = each.task = each.drawn = null;
  delete each.box.dataset.drawn;
}

function watch() {
  const by = new Map(sheets.map((each) => [each.box, each]));
  const observer = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        const each = by.get(target);
        each.near = isIntersecting;
        if (isIntersecting) drawOrTell(each);
        else forget(each);
      }
    },
    { root: pages, rootMargin: "100% 0px" }
  );
  for (const each of sheets) observer.observe(each.box);
  new ResizeObserver(resize).observe(pages);
  pages.addEventListener("scroll", tell, { passive: true });
}

function current() {
  const middle = pages.scrollTop + pages.clientHeight / 3;
  let at = 0;
  while (at + 1 < sheets.length && sheets[at + 1].box.offsetTop <= middle) at += 1;
  return at;
}

function tell() {
  const at = current();
  if (document.activeElement !== control.page) control.page.value = at + 1;
  control.before.disabled = at === 0;
  control.after.disabled = at === sheets.length - 1;
  const shown = (sheets[at].scale / CSS_PIXELS) * 100;
  control.zoom.textContent = `${Math.round(shown)}\u00a0%`;
  control.fit.setAttribute("aria-pressed", String(zoom === null));
}

function jump(number) {
  const at = Math.min(Math.max(Math.trunc(number) || 1, 1), sheets.length) - 1;
  pages.scrollTop = sheets[at].box.offsetTop - MARGIN;
  control.page.value = at + 1;
}

// Everything at the new size, with the same place of the same page still on top.
function resize() {
  const top = sheets[current()];
  const part = (pages.scrollTop - top.box.offsetTop) / (top.box.offsetHeight || 1);
  sheets.forEach(fit);
  pages.scrollTop = top.box.offsetTop + part * top.box.offsetHeight;
  sheets.filter((each) => each.near).forEach(drawOrTell);
  tell();
}

function step(direction) {
  if (!sheets.length) return;
  const now = sheets[current()].scale / CSS_PIXELS;
  const further = STEPS.filter((each) => (each - now) * direction > 0.01);
  set(further.length ? (direction > 0 ? further[0] : further.at(-1)) : now);
}

function set(wanted) {
  if (!sheets.length) return;
  zoom = wanted;
  resize();
}

control.before.onclick = () => jump(current());
control.after.onclick = () => jump(current() + 2);
control.page.onchange = () => jump(control.page.value);
control.smaller.onclick = () => step(-1);
control.larger.onclick = () => step(1);
control.zoom.onclick = () => set(1);
control.fit.onclick = () => set(null);
pages.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "+" || event.key === "=") step(1);
  else if (event.key === "-") step(-1);
  else return;
  event.preventDefault();
});
window.parent.postMessage("viewer ready", "*", [channel.port2]);
