"""How a reader says no: one line, "what (why); what to do"."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from h5_reader import FileError


def refusal(call: Callable[..., Any], *arguments: Any) -> str:
    """The message of the FileError that `call(*arguments)` raises."""
    with pytest.raises(FileError) as caught:
        call(*arguments)
    message = str(caught.value)
    assert "\n" not in message and "(" in message and "; " in message
    return message
