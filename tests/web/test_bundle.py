"""The client as one classic script."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from webagg.web import bundle

SCRIPTS = sorted(Path(bundle.static_path(), "js").glob("*.js"))
DECLARED = re.compile(
    r"^(?:export )?(?:async function|function|class|const|let)\s+([\w$]+)", re.MULTILINE
)
# They start something when they are loaded, so nothing imports them.
ENTRIES = {"main.js", "mpl.js", "worker.js"}


def make(**changes):
    options = {
        "toolitems": [("Home", "Reset", "home", "home"), (None, None, None, None)],
        "extensions": ["png", "svg"],
        "default_extension": "png",
    }
    return bundle.javascript(**{**options, **changes})


def run_node(script):
    """Run a script in Node; return what it prints."""
    node = shutil.which("node")
    assert node, "node is needed to check scripts"
    done = subprocess.run(
        [node, "-"], input=script, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_is_reached_from_an_entry():
    reached = {name for entry in ENTRIES for name in bundle.modules(entry)}
    assert reached == {path.name for path in SCRIPTS}


@pytest.mark.parametrize("entry", sorted(ENTRIES - {"main.js"}))
def test_no_two_modules_share_a_name(entry):
    owners = {}
    for module in bundle.modules(entry):
        text = Path(bundle.static_path(), "js", module).read_text(encoding="utf-8")
        for name in DECLARED.findall(text):
            assert owners.setdefault(name, module) == module, name
    assert "FigurePanel" in owners or "PainterWorker" in owners


def test_imports_come_first():
    order = bundle.modules("mpl.js")
    assert order[-1] == "mpl.js"
    for module in order:
        text = Path(bundle.static_path(), "js", module).read_text(encoding="utf-8")
        for imported in re.findall(r'from "\./([\w-]+\.js)"', text):
            assert order.index(imported) < order.index(module)


def test_is_a_classic_script_that_makes_mpl():
    # A `vm` script is no module: import, export and import.meta would be errors.
    printed = run_node(f"""
        const vm = require("node:vm");
        const context = vm.createContext({{ window: {{}} }});
        // Globals of a page are properties of its window.
        vm.runInContext("globalThis.mpl = undefined", context);
        const source = {json.dumps(make())};
        const split = source.indexOf("\\n}})();\\n") + 6;
        vm.runInContext(source.slice(0, split), context);
        context.mpl = context.window.mpl;
        vm.runInContext(source.slice(split), context);
        const {{ mpl }} = context.window;
        console.log(JSON.stringify([
            typeof mpl.figure, typeof mpl.get_websocket_type, mpl.toolbar_items,
            mpl.extensions, mpl.default_extension,
            typeof mpl.figure.prototype.handle_save,
        ]));
        new vm.Script(mpl.worker_source);
    """)
    assert json.loads(printed) == [
        "function",
        "function",
        [["Home", "Reset", "home", "home"], ["", "", "", ""]],
        ["png", "svg"],
        "png",
        "function",
    ]


def test_can_stand_in_a_page():
    text = make(default_extension="</script><script>alert(1)")
    assert "</script" not in text


def test_worker_script_starts_the_worker():
    script = bundle.concatenate("worker.js")
    printed = run_node(f"""
        globalThis.postMessage = (message) => console.log(JSON.stringify(message));
        {script}
        console.log(typeof globalThis.onmessage);
    """)
    assert printed.split() == ['{"type":"ready"}', "function"]


@pytest.mark.parametrize(
    "source",
    [
        'import x from "./x.js";',
        'import { a as b } from "./x.js";',
        'import * as x from "./x.js";',
        "export default 1;",
        "export { a };",
        "const url = import.meta.url;",
    ],
)
def test_refuses_other_forms(source):
    with pytest.raises(bundle.BundleError, match=r"odd\.js cannot be bundled"):
        bundle.classic(f"{source}\n", "odd.js")


def test_takes_import_and_export_away():
    source = (
        'import { a, b } from "./x.js";\nimport {\n  c,\n  d,\n} from "./y.js";\n'
        "\nexport const e = a;\nexport async function f() {}\nexport class G {}\n"
    )
    assert bundle.classic(source) == "const e = a;\nasync function f() {}\nclass G {}\n"


def test_circles_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "_SCRIPTS", tmp_path)
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n')
    with pytest.raises(bundle.BundleError, match=r"a\.js -> b\.js -> a\.js"):
        bundle.modules("a.js")


def test_pages_have_all_they_link():
    """What matplotlib's pages link is there, and what ours do."""
    web = Path(bundle.static_path())
    for name in ("page", "boilerplate", "fbm", "mpl"):
        assert (web / "css" / f"{name}.css").stat().st_size > 0
    for template in (web / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        for linked in re.findall(r'_static/([^"{}]+)"', text):
            assert (web / linked).is_file(), f"{template.name}: {linked}"
        assert "<base" not in text
    # NUM/inline lies one level deeper than the other pages.
    page = (web / "templates" / "page.html").read_text(encoding="utf-8")
    assert page.count("{{ root }}_static/") == page.count("_static/") > 4


def test_pages_keep_the_content_security_policy():
    """No inline script or style, no address outside the server.

    But for the styles of the page for those who may load nothing else: the policy names
    their hash.
    """
    hashed = "<style>{% raw styles %}</style>"
    for template in Path(bundle.static_path(), "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8").replace(hashed, "")
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), template
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text), template
        for script in re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL):
            assert script.strip() == "", template
