"""HAR files in the network panel of a real Chrome; runs where ``MOCKBANA_CHROMIUM`` names one."""

import json
import os
import shutil
from typing import Any

import pytest

from tests.journal.test_har import har  # noqa: F401 - the fixture

CHROME = shutil.which(os.environ.get("MOCKBANA_CHROMIUM", ""))
PANEL = "devtools://devtools/bundled"
IMPORT = f"""
async text => {{
  const {{ HARFormat, Importer }} = await import("{PANEL}/models/har/har.js");
  const log = new HARFormat.HARRoot(JSON.parse(text)).log;
  return await Promise.all(Importer.Importer.requestsFromHARLog(log).map(async request => [
    request.requestMethod, request.url(), request.statusCode, request.statusText,
    (await request.requestContentData()).text, await request.requestFormData(),
    request.transferSize,
  ]));
}}
"""


@pytest.mark.skipif(CHROME is None, reason="MOCKBANA_CHROMIUM names no browser")
def test_the_importer_of_the_network_panel_takes_each_entry(har: dict[str, Any]) -> None:  # noqa: F811
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROME, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{PANEL}/devtools_app.html")
        imported = page.evaluate(IMPORT, json.dumps({"log": har}))
        browser.close()

    assert len(imported) == len(har["entries"])
    for entry, (method, url, status, reason, text, sent, size) in zip(
        har["entries"], imported, strict=True
    ):
        request, response = entry["request"], entry["response"]
        assert (method, url) == (request["method"], request["url"])
        assert (status, reason) == (response["status"], response["statusText"])
        assert "encoding" in response["content"] or text == response["content"]["text"]
        assert sent == request.get("postData", {}).get("text")
        assert size == response["bodySize"]
