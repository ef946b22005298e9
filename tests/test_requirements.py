import ast
import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["archive", "config", "search"]
FOR_COMPARISON = {("tantivy", "search/benchmark.py")}
"""Imported only while a benchmark runs, and skipped by it where it is not installed."""

# Imports everything Warraq runs, in a Python that sees no package but those named as arguments.
IMPORT_EVERYTHING = """
import importlib.metadata, pkgutil, sys
from importlib import import_module
from packaging.utils import canonicalize_name

locked = set(sys.argv[1:])
distributions = importlib.metadata.packages_distributions()

class OnlyTheLock:
    @staticmethod
    def find_spec(name, path=None, target=None):
        owners = {canonicalize_name(owner) for owner in distributions.get(name, [])}
        if owners and not owners & locked:
            raise ModuleNotFoundError(f"{name} is not in requirements.txt", name=name)

sys.meta_path.insert(0, OnlyTheLock)

for name in ["config.wsgi", "django.db.backends.postgresql.base", "gunicorn.app.wsgiapp", "manage"]:
    import_module(name)
for package in ["archive", "config", "search"]:
    for module in pkgutil.walk_packages([package], f"{package}."):
        import_module(module.name)
"""


def locked_lines(filename):
    text = (ROOT / filename).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def locked_versions(filename):
    pins = [Requirement(line.partition(" --hash=")[0]) for line in locked_lines(filename)]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}


def imported_packages():
    files = [
        ROOT / "manage.py",
        *(file for name in PACKAGES for file in ROOT.glob(f"{name}/**/*.py")),
    ]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                yield name.partition(".")[0], file.relative_to(ROOT)


def test_every_import_is_of_a_package_that_an_installation_gets():
    locked = locked_versions("requirements.txt")
    distributions = importlib.metadata.packages_distributions()
    missing = {
        f"{name} in {file}"
        for name, file in imported_packages()
        if name not in sys.stdlib_module_names
        and name not in PACKAGES
        and (name, file.as_posix()) not in FOR_COMPARISON
        and not any(canonicalize_name(owner) in locked for owner in distributions.get(name, []))
    }
    assert not missing


def test_the_locked_packages_are_all_that_warraq_needs_to_run(tmp_path):
    imports = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING, *locked_versions("requirements.txt")],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "WARRAQ_DATA": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert imports.returncode == 0, imports.stderr


@pytest.mark.parametrize("filename", ["requirements.txt", "requirements-dev.txt"])
def test_pip_checks_every_package_it_downloads(filename):
    lines = locked_lines(filename)
    assert lines
    assert [line for line in lines if "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_has_what_was_asked_for(name):
    locked = locked_versions(f"{name}.txt")
    asked = [
        Requirement(line)
        for line in (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
    ]
    assert asked
    for requirement in asked:
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement} is not in {name}.txt: run `make lock`"
        assert requirement.specifier.contains(version), f"{requirement} is not {version}"


def test_both_locks_agree_on_what_they_share():
    runtime = locked_versions("requirements.txt")
    for name, version in locked_versions("requirements-dev.txt").items():
        assert runtime.get(name, version) == version
