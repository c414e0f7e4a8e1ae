/** Entry of the worker script on our own pages. */
import { PainterWorker } from "./painter-worker.js";

new PainterWorker(globalThis);
