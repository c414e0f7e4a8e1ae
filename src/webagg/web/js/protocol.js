/**
 * Names of the wire (ARCHITECTURE.md, "Wire"): the only module that spells message types.
 */

/** Version of our own messages, sent in `hello` and compared with `welcome`. */
export const PROTOCOL_VERSION = 1;

/** Message types, browser to server. */
export const TO_SERVER = Object.freeze({
  hello: "hello",
  ack: "ack",
  keyFrame: "key_frame",
  visible: "visible",
  close: "close",
  subplots: "subplots",
  toolTrigger: "tool_trigger",
  ping: "ping",
  stats: "stats",
  help: "help",
  supportsBinary: "supports_binary",
  sendImageMode: "send_image_mode",
  devicePixelRatio: "set_device_pixel_ratio",
  refresh: "refresh",
  draw: "draw",
  resize: "resize",
  buttonPress: "button_press",
  buttonRelease: "button_release",
  doubleClick: "dblclick",
  motion: "motion_notify",
  scroll: "scroll",
  enter: "figure_enter",
  leave: "figure_leave",
  keyPress: "key_press",
  keyRelease: "key_release",
  toolbarButton: "toolbar_button",
});

/** Types that count as input: they carry `seq`, the number an update answers with. */
const INPUT_TYPES = new Set([
  TO_SERVER.buttonPress,
  TO_SERVER.buttonRelease,
  TO_SERVER.doubleClick,
  TO_SERVER.motion,
  TO_SERVER.scroll,
  TO_SERVER.enter,
  TO_SERVER.leave,
  TO_SERVER.keyPress,
  TO_SERVER.keyRelease,
]);

/** These may not be lost: something would stay pressed in Python, or open on the page. */
const KEPT_TYPES = new Set([
  TO_SERVER.buttonRelease,
  TO_SERVER.keyRelease,
  TO_SERVER.close,
]);

/** Types that only our server knows. */
const OUR_TYPES = new Set([
  TO_SERVER.hello,
  TO_SERVER.keyFrame,
  TO_SERVER.visible,
  TO_SERVER.close,
  TO_SERVER.subplots,
  TO_SERVER.toolTrigger,
  TO_SERVER.ping,
  TO_SERVER.stats,
  TO_SERVER.help,
]);

/**
 * @param {string} type a message type, browser to server
 * @returns {boolean} whether matplotlib's server does not know it
 */
export function isOurs(type) {
  return OUR_TYPES.has(type);
}

/**
 * @param {string} type a message type, browser to server
 * @returns {boolean} whether messages of this type carry `seq`
 */
export function isInput(type) {
  return INPUT_TYPES.has(type);
}

/**
 * @param {string} type a message type, browser to server
 * @returns {boolean} whether the message is kept while the connection is down
 */
export function isKept(type) {
  return KEPT_TYPES.has(type);
}

/**
 * Parse a text message.
 *
 * @param {string} text
 * @returns {?{type: string}} the message, or null if it is not an object with a `type`
 */
export function parseMessage(text) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  const valid =
    message !== null && typeof message === "object" && typeof message.type === "string";
  return valid ? message : null;
}
