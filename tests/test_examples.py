"""The examples, each as a user would run it."""

import asyncio
from pathlib import Path

import pytest

from harness.clients import connected

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))


def test_there_are_examples():
    assert {"first_figure", "animation", "sliders"} <= {path.stem for path in SCRIPTS}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_shows_its_figures_until_they_are_closed(start_figure, path):
    process = start_figure(path.read_text())
    url = process.url

    async def look_and_close():
        async with connected(process.page("ws")) as page:
            listed = (await page.wait_for("figures"))["figures"]
            expected = 2 if path.stem == "two_figures" else 1
            while len(listed) < expected:
                listed = (await page.wait_for("figures"))["figures"]
            for figure in listed:
                async with connected(process.page(f"{figure['num']}/ws")) as client:
                    await client.wait_for("welcome")
                    await client.send({"type": "refresh"})
                    await client.send({"type": "draw"})
                    while not isinstance(await client.read(), bytes):
                        pass
                    await client.send({"type": "close"})
                    await client.read_to_end()

    asyncio.run(asyncio.wait_for(look_and_close(), 60))
    assert process.wait() == 0
    assert "token=" in url
    assert "Traceback" not in process.output
