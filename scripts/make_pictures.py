"""Take the pictures of the READMEs: the three reports of the bundled samples, in Chromium.

python scripts/make_pictures.py [docs/pictures]
"""

from __future__ import annotations

import argparse
import io
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image

import shangxia as sx
from shangxia import resources

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1200, 720)
#: A picture must not weigh more: people read READMEs on telephones.
MOST_BYTES = 150_000
COLOURS = 128


def reports(folder: Path) -> dict[str, Path]:
    """Write the three pages and return them by the name of their picture."""
    sample = lambda name: resources.corpus("samples", name)  # noqa: E731
    pages = {name: folder / f"{name}.html" for name in ("extract", "compare", "tag")}
    regulation, foreign = (sx.read(sample(f"{name}-regulation.txt")) for name in ("zh", "vi"))
    sx.write(regulation, pages["extract"])
    sx.write(sx.compare(regulation, foreign), pages["compare"])
    sx.tag_file(sample("reports.csv"), folder / "tagged.csv", report=pages["tag"], fresh=True)
    return pages


def browser(folder: Path) -> Any:
    """Start Chromium without a window."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 "--disable-background-networking", f"--user-data-dir={folder}"):  # fmt: skip
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    width, height = SIZE
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    return driver


def shoot(driver: Any, page: Path) -> bytes:
    """Return the top of a page as a PNG of few colours."""
    driver.get(page.as_uri())
    # Layout that follows the size of the window settles after a frame or two.
    time.sleep(0.8)
    image = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    small = image.quantize(COLOURS, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    small.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        pages = reports(Path(temporary))
        driver = browser(Path(temporary) / "profile")
        try:
            for name, page in pages.items():
                picture = shoot(driver, page)
                if len(picture) > MOST_BYTES:
                    raise SystemExit(f"{name}.png has {len(picture):,} bytes: show less of it")
                (options.folder / f"{name}.png").write_bytes(picture)
                print(f"{name}.png: {len(picture):,} bytes")
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
