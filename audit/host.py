"""A folder on a port of this machine, as feedmill's own preview shows it, without what makes pages follow changes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from feedmill.serve import HERE, app


def listening() -> tuple[socket.socket, str]:
    """Return a socket on a free port, and the address at which a site will be seen there."""
    there = socket.create_server((HERE, 0))
    return there, f"http://{HERE}:{there.getsockname()[1]}/"


@contextmanager
def hosted(root: Path, there: socket.socket, base: str) -> Iterator[None]:
    """Serve the folder as long as this lasts, at a path as hosts do that have many sites."""
    site = Starlette(routes=[Mount(unquote(base).removesuffix("/"), app(root))])
    server = uvicorn.Server(uvicorn.Config(site, log_config=None, access_log=False, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [there]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
