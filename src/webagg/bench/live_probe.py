"""What is watched inside the page during ``--live``, the same for both pages."""

from __future__ import annotations

from webagg.bench.live_figure import BLOCK_POINTS, BLOCKS, MARK

__all__ = ["READ_NUMBER", "START", "STOP", "WATCH_PAINTING"]

# The number in the corner of the figure: null if there is none (yet).
READ_NUMBER = f"""
globalThis.benchCopy = new OffscreenCanvas({BLOCKS}, 1);
globalThis.benchContext = benchCopy.getContext("2d", {{ willReadFrequently: true }});
globalThis.benchNumber = (canvas) => {{
  const side = Math.round({BLOCK_POINTS} * devicePixelRatio);
  if (!(canvas.height > side)) return null;
  benchContext.imageSmoothingEnabled = false;
  benchContext.drawImage(
    canvas, 0, canvas.height - side, {BLOCKS} * side, side, 0, 0, {BLOCKS}, 1);
  const {{ data }} = benchContext.getImageData(0, 0, {BLOCKS}, 1);
  const bits = Array.from({{ length: {BLOCKS} }}, (_, i) => Number(data[4 * i] > 127));
  const mark = {list(MARK)};
  if (mark.some((bit, i) => bits[i] !== bit) || data[3] !== 255) return null;
  return bits.slice(mark.length).reduce((sum, bit, i) => sum + bit * 2 ** i, 0);
}};
"""

# Says for how many refreshes of the screen a new number may show. Looking costs time
# that the page itself needs, so it is done only after something was painted: by the
# page, as matplotlib's does, or by a worker that tells the page.
WATCH_PAINTING = """
globalThis.benchLooks = 0;
const painted = () => { benchLooks = 3; };
for (const name of ["drawImage", "putImageData"]) {
  const paint = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...args) {
    painted();
    return paint.apply(this, args);
  };
}
globalThis.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    this.addEventListener("message", ({ data }) => {
      if (data?.type === "painted") painted();
    });
  }
};
"""

# Notes each number when the page first shows it, and how long nothing else could run.
START = """(selector) => {
  const canvas = document.querySelector(selector);
  const probe = { shown: [], stall: 0, on: true };
  globalThis.benchProbe = probe;
  let last = benchNumber(canvas);
  const look = () => {
    if (!probe.on) return;
    const number = benchLooks-- > 0 ? benchNumber(canvas) : null;
    if (number !== null && number !== last) {
      benchLooks = 0;
      probe.shown.push([number, performance.timeOrigin + performance.now()]);
      last = number;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  let before = performance.now();
  const { port1, port2 } = new MessageChannel();
  const beat = () => {
    const now = performance.now();
    probe.stall = Math.max(probe.stall, now - before);
    before = now;
    if (probe.on) setTimeout(() => port2.postMessage(null), 4);
  };
  port1.onmessage = beat;
  beat();
}"""

STOP = """() => {
  const { shown, stall } = benchProbe;
  benchProbe.on = false;
  return { shown, stall };
}"""
