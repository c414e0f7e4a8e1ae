"""JavaScript that reads what a canvas shows, whoever draws it."""

# The canvas may be drawn by a worker; another canvas can read what it shows.
READ_PIXELS = """async (source, digest) => {
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [source.width, source.height];
    if (!copy.width || !copy.height) return null;
    const context = copy.getContext("2d", {willReadFrequently: true});
    context.drawImage(source, 0, 0);
    const pixels = context.getImageData(0, 0, copy.width, copy.height).data;
    if (digest) {
        const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", pixels));
        const hex = [...sum].map((byte) => byte.toString(16).padStart(2, "0"));
        return [copy.width, copy.height, hex.join("")];
    }
    const reader = new FileReader();
    const done = new Promise((resolve) => { reader.onload = resolve; });
    reader.readAsDataURL(new Blob([pixels]));
    await done;
    return [copy.width, copy.height, reader.result.split(",")[1]];
}"""
"""Of an element: width, height and pixels (base64), or their digest; null if empty."""

READ_CANVAS = f"""(selector, index, digest) => {{
    const source = document.querySelectorAll(selector)[index];
    return source ? ({READ_PIXELS})(source, digest) : null;
}}"""
"""Of one of the page's canvases; null if there is none."""
