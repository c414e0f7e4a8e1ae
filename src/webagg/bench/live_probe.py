"""What is watched inside the page during ``--live``, the same for both pages.

Whatever paints a frame on a canvas, the page or a worker, is asked at once which one it
was. To look at the page's canvas at each refresh of the screen instead would cost as
much as painting the frame: where a worker paints, each look copies the whole picture.
"""

from __future__ import annotations

import json

from webagg.bench.live_figure import BLOCK_POINTS, BLOCKS, MARK

__all__ = ["READ_NUMBER", "START", "STOP", "WATCH_PAINTING"]

# The number in the corner of the figure: null if there is none (yet).
_NUMBER_IN = f"""
globalThis.benchNumberIn = ({{ data }}) => {{
  const bits = Array.from({{ length: {BLOCKS} }}, (_, i) => Number(data[4 * i] > 127));
  const mark = {list(MARK)};
  if (mark.some((bit, i) => bits[i] !== bit) || data[3] !== 255) return null;
  return bits.slice(mark.length).reduce((sum, bit, i) => sum + bit * 2 ** i, 0);
}};
"""
READ_NUMBER = (
    _NUMBER_IN
    + f"""
globalThis.benchCopy = new OffscreenCanvas({BLOCKS}, 1);
globalThis.benchContext = benchCopy.getContext("2d", {{ willReadFrequently: true }});
globalThis.benchNumber = (canvas) => {{
  const side = Math.round({BLOCK_POINTS} * devicePixelRatio);
  if (!(canvas.height > side)) return null;
  benchContext.imageSmoothingEnabled = false;
  benchContext.drawImage(
    canvas, 0, canvas.height - side, {BLOCKS} * side, side, 0, 0, {BLOCKS}, 1);
  return benchNumberIn(benchContext.getImageData(0, 0, {BLOCKS}, 1));
}};
"""
)

# Notes the number after each paint, in the page or in a worker. `benchRatio` is the
# page's pixel ratio, which workers do not know.
_WATCH_CONTEXT = (
    _NUMBER_IN
    + f"""
globalThis.benchWatch = (prototype, ratio, note) => {{
  let last = null;
  for (const name of ["drawImage", "putImageData"]) {{
    const paint = prototype[name];
    prototype[name] = function (...args) {{
      paint.apply(this, args);
      const side = Math.round({BLOCK_POINTS} * ratio);
      const {{ canvas }} = this;
      // Scratch canvases are not in the document, nor as large as a figure.
      if (canvas.isConnected === false || canvas.height < 10 * side) return;
      const row = this.getImageData(
        0, canvas.height - Math.ceil(side / 2), {BLOCKS} * side, 1);
      const data = new Uint8Array(4 * {BLOCKS});
      for (let block = 0; block < {BLOCKS}; block++) {{
        const at = 4 * (block * side + (side >> 1));
        data.set(row.data.subarray(at, at + 4), 4 * block);
      }}
      const number = benchNumberIn({{ data }});
      if (number === null || number === last) return;
      last = number;
      note([number, performance.timeOrigin + performance.now()]);
    }};
  }}
}};
"""
)
# Of a worker, before its own script.
_WATCH_WORKER = (
    _WATCH_CONTEXT
    + """
const channel = new BroadcastChannel("bench");
benchWatch(OffscreenCanvasRenderingContext2D.prototype, benchRatio,
  (painted) => channel.postMessage(painted));
"""
)
WATCH_PAINTING = (
    _WATCH_CONTEXT
    + f"""
globalThis.benchProbe = {{ painted: [], stall: 0, on: false }};
globalThis.benchNote = (painted) => {{
  if (benchProbe.on) benchProbe.painted.push(painted);
}};
benchWatch(CanvasRenderingContext2D.prototype, devicePixelRatio, benchNote);
globalThis.benchChannel = new BroadcastChannel("bench");
benchChannel.onmessage = ({{ data }}) => benchNote(data);
globalThis.Worker = class extends Worker {{
  constructor(url, options) {{
    const source = [
      `globalThis.benchRatio = ${{devicePixelRatio}};`,
      {json.dumps(_WATCH_WORKER)},
      `import(${{JSON.stringify(new URL(url, location.href).href)}});`,
    ];
    const blob = new Blob(source, {{ type: "text/javascript" }});
    super(URL.createObjectURL(blob), options);
  }}
}};
"""
)

# Notes from now on what is painted, and how long nothing else could run in the page.
START = """() => {
  benchProbe.on = true;
  let before = performance.now();
  const { port1, port2 } = new MessageChannel();
  const beat = () => {
    const now = performance.now();
    benchProbe.stall = Math.max(benchProbe.stall, now - before);
    before = now;
    if (benchProbe.on) setTimeout(() => port2.postMessage(null), 4);
  };
  port1.onmessage = beat;
  beat();
}"""

STOP = """() => {
  benchProbe.on = false;
  const { painted, stall } = benchProbe;
  return { painted, stall };
}"""
