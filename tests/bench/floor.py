"""The floor to compare with: a bare aiohttp handler that reads JSON and answers 2 kB."""

import asyncio
import sys

from aiohttp import web

ANSWER = {"title": "x" * 1900, "version": "WzAsMV0="}


async def handle(request: web.Request) -> web.Response:
    await request.json()
    return web.json_response([ANSWER])


async def answer(_: web.Request) -> web.Response:
    return web.json_response(ANSWER)


async def main() -> None:
    app = web.Application()
    app.router.add_patch("/api/cases", handle)
    app.router.add_get("/api/cases/{id}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"http://127.0.0.1:{site.port}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
