"""An archive of its own on this machine, served as `make serve` does."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
"""Seconds for the server to answer."""


@contextmanager
def served(data: Path, name: str, password: str, *commands: str) -> Iterator[str]:
    """The address of an archive with one administrator, and what commands have put into it."""
    environment = os.environ | {
        "WARRAQ_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_SUPERUSER_PASSWORD": password,
    }
    account = f"createsuperuser --no-input --username {name} --email a@example.org"
    for command in ("migrate -v0", "collectstatic --no-input -v0", account, *commands):
        manage = [sys.executable, "manage.py", *command.split()]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{port}"]
    quiet = ["--threads=4", "--no-control-socket", "--log-level=warning"]
    server = subprocess.Popen([*gunicorn, *quiet], cwd=ROOT, env=environment)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    for _ in range(PATIENCE):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(1)
        else:
            return
    raise TimeoutError(f"The server does not answer on port {port}.")
