/** What a figure's panel does with each message of the server. */

/**
 * Make the table of handlers.
 *
 * @param {object} panel a FigurePanel: its parts do the work
 * @param {object} actions what needs more than one part: `rubberband(corners)`, `copy()`, `raise()`,
 *   `closed(reason)`
 * @returns {Object<string, function(object): void>} by message type
 */
export function createHandlers(panel, actions) {
  const { frame, viewport, toolbar, status, stockImages, options } = panel;
  const isStock = () => panel.session.dialect === "stock";
  return {
    welcome: (message) => showWelcome(panel, message),
    resize: ({ size, forward }) => {
      viewport.setFigureSize(size, forward !== false);
      if (isStock()) panel.send("refresh");
    },
    figure_label: ({ label }) => panel.setTitle(label),
    cursor: ({ cursor }) => {
      frame.box.style.cursor = cursor;
    },
    message: ({ message }) => status.setMessage(message),
    draw: () => {
      if (isStock()) stockImages.requestDraw();
    },
    image_mode: ({ mode }) => stockImages.setMode(mode),
    history_buttons: (message) => toolbar.setHistory(message),
    navigate_mode: ({ mode }) => {
      toolbar.setMode(mode);
      panel.pan.forget();
    },
    rubberband: (message) => actions.rubberband(message),
    capture_scroll: (message) => {
      panel.capturesScroll = message.capture_scroll;
    },
    save: () => options.onDownload(toolbar.format),
    busy: ({ value }) => status.setBusy(value),
    error: ({ message, traceback }) => status.addError(message, traceback),
    closed: ({ reason }) => actions.closed(reason),
    raise: () => actions.raise(),
    subplots: (message) => panel.margins.show(message),
    copy: () => actions.copy(),
    fullscreen: () => panel.fullscreen.toggle(),
    help: ({ rows }) => panel.help.show(rows),
    tools: ({ groups }) => {
      toolbar.setTools(groups);
      panel.pan.forget();
    },
    pan: ({ region, press }) => panel.pan.setRegion(region, press),
    // Not before the frames that came ahead of it: their copies are older.
    answered: ({ seq }) =>
      panel.painter.settled().then(() => panel.pan.answerUnchanged(seq)),
    stats: (message) => panel.statistics.setServer(message),
  };
}

/** Show the state in which the server says the figure is. */
function showWelcome(panel, message) {
  const { frame, viewport, toolbar, status } = panel;
  status.setEnded(null);
  delete frame.root.dataset.ended;
  frame.root.dataset.connected = "true";
  panel.setTitle(message.title);
  viewport.setFigureSize(message.size, true);
  toolbar.setFormats(message.formats ?? [], message.default_format ?? "png");
  if (message.toolbar === "toolbar2") {
    toolbar.setItems(message.toolitems ?? [], message.overridden ?? []);
    toolbar.setHistory(message.history ?? {});
    toolbar.setMode(message.navigate_mode);
  } else if (message.toolbar === null) {
    toolbar.clear();
  }
  if (message.cursor) frame.box.style.cursor = message.cursor;
  // The page scrolls over a figure only if a program says so.
  panel.capturesScroll = message.capture_scroll ?? true;
  status.setMessage(message.message ?? "");
  status.setBusy(message.busy === true);
}
