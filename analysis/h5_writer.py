"""New HDF5 files, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Callable, Union

import h5py

from h5_reader import fail

__all__ = ["write_h5"]


def write_h5(path: Union[str, Path], fill: Callable[[h5py.File], None],
             overwrite: bool = False) -> None:
    """Writes a draft beside `path` and renames it once it is whole.

    Parameters
    ----------
    path
        Where the file goes.
    fill
        Puts the contents into the open draft.
    overwrite
        Whether a file of this name may be replaced.

    Raises
    ------
    FileError
        If the file is there and may not be replaced, or cannot be written.
    """
    path = Path(path)
    if path.exists() and not overwrite:
        fail(path, "it exists", "nothing is overwritten by accident",
             "give another name, or --overwrite")
    draft = path.with_name(path.name + ".tmp")
    try:
        with h5py.File(draft, "w") as file:
            fill(file)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        fail(path, "it cannot be written", str(error).splitlines()[0], "check the folder")
