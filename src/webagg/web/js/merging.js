/**
 * Which input that waits to be sent is replaced by what comes next.
 *
 * The same table as in `webagg/input/queue.py`, which merges what waits for Python; a test compares
 * the two. Sizes, which it merges as well, wait elsewhere: see `Viewport`.
 */
import { TO_SERVER } from "./protocol.js";

/** Fields in which two messages must agree, by type. */
export const MERGED = Object.freeze({
  [TO_SERVER.motion]: ["buttons", "modifiers"],
  [TO_SERVER.scroll]: ["buttons", "modifiers"],
});

/**
 * One message that stands for two.
 *
 * @param {string} type of both
 * @param {object} waiting fields of the older one
 * @param {object} fields of the newer one
 * @returns {?object} null if both must be sent
 */
export function merge(type, waiting, fields) {
  const agree = MERGED[type]?.every(
    (name) => String(waiting[name]) === String(fields[name]),
  );
  if (!agree) return null;
  if (type !== TO_SERVER.scroll) return fields;
  return { ...fields, step: waiting.step + fields.step };
}
