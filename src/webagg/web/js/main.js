/** Entry of our own pages; `data-page` of the body says which one this is. */
import { startFiguresPage } from "./figures.js";
import { startSinglePage } from "./single.js";

/** Take the token out of the address bar: the cookie has it, and addresses get copied and shown. */
function hideToken() {
  const url = new URL(window.location.href);
  if (!url.searchParams.has("token")) return;
  url.searchParams.delete("token");
  window.history.replaceState(window.history.state, "", url);
}

hideToken();
const workerScript = { url: new URL("./worker.js", import.meta.url).href };
const { page, root } = document.body.dataset;
/** What the routes are relative to, whatever prefix a proxy puts before them. */
const base = new URL(root, document.baseURI).href;
if (page === "figures") {
  window.webagg = startFiguresPage({ base, workerScript });
} else if (page === "single" || page === "inline") {
  window.webagg = startSinglePage(document.getElementById("figure"), {
    bare: page === "inline",
    base,
    workerScript,
  });
}
