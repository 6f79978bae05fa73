"""An event loop of its own: connections, servers, processes and threads by asyncio."""

import asyncio


async def ways():
    for way in [lambda: asyncio.open_connection("127.0.0.1", PORT), lambda: asyncio.start_server(lambda r, w: None, "127.0.0.1", 0),
                lambda: asyncio.create_subprocess_exec("true"), lambda: asyncio.to_thread(lambda: 42)]:
        try:
            await way()
            return "got in"
        except (OSError, RuntimeError, NotImplementedError) as error:
            last = error
    raise last


def attempt():
    return asyncio.run(ways())
