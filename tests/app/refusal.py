"""What the user sees of a mistake of his."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conftest import Lnz

PREFIX = "lnz: error: "


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_refused(lnz: Lnz, folder: Path, *words: Any, ranks: int = 1) -> str:
    """Runs lnz, which must exit with status 2 and one line and leave `folder` as it is; returns
    the line's text. On several ranks mpirun adds words of its own."""
    before = snapshot(folder)
    result = lnz(*words, ranks=ranks)
    said = result.stderr.splitlines()
    errors = [line for line in said if line.startswith(PREFIX)]
    assert result.returncode == 2, result
    assert len(errors) == 1, result.stderr
    assert ranks > 1 or said == errors, result.stderr
    assert "what():" not in result.stderr and "signal" not in result.stderr.lower(), result.stderr
    assert result.stdout == "" or ranks > 1, result.stdout
    assert snapshot(folder) == before
    return errors[0].removeprefix(PREFIX)
