"""A broken or missing model is the user's mistake: status 2, one line, nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest

import broken_files as broken
from conftest import DATA, Lnz
from refusal import assert_refused

WHOLE = DATA / "rbm_20x20_sd0.5.h5"
NAN, INF = float("nan"), float("inf")

MODELS: dict[str, Callable[[Path], Any]] = {
    "missing": lambda d: d / "none.h5",
    "in a missing folder": lambda d: d / "none" / "m.h5",
    "a folder": lambda d: d,
    "empty": lambda d: broken.empty(d / "m.h5"),
    "text": lambda d: broken.text(d / "m.h5"),
    "truncated": lambda d: broken.truncated(d / "m.h5", WHOLE),
    "truncated near its end": lambda d: broken.truncated(d / "m.h5", WHOLE, 0.99),
    "truncated to its first bytes": lambda d: broken.truncated(d / "m.h5", WHOLE, 0.002),
    "hollow": lambda d: broken.zeroed_middle(d / "m.h5", WHOLE),
    "without a format": lambda d: broken.rbm_file(d / "m.h5", format=None),
    "of another format": lambda d: broken.rbm_file(d / "m.h5", format="lnz-run"),
    "of a newer version": lambda d: broken.rbm_file(d / "m.h5", version=99),
    "without a kind": lambda d: broken.rbm_file(d / "m.h5", kind=None),
    "of an unknown kind": lambda d: broken.rbm_file(d / "m.h5", kind="rmb"),
    "of another kind": lambda d: broken.rbm_file(d / "m.h5", kind="ising"),
    "with a number for its kind": lambda d: broken.rbm_file(d / "m.h5", kind=3),
    "with unknown units": lambda d: broken.rbm_file(d / "m.h5", visible="softmax"),
    "without datasets": lambda d: broken.no_matrix(d / "m.h5"),
    "with weights of text": lambda d: broken.matrix_of_text(d / "m.h5"),
    "NaN weight": lambda d: broken.rbm_file(d / "m.h5", W=broken.with_value((6, 4), NAN)),
    "infinite weight": lambda d: broken.rbm_file(d / "m.h5", W=broken.with_value((6, 4), INF)),
    "infinite bias": lambda d: broken.rbm_file(d / "m.h5", b=broken.with_value((6,), -INF)),
    "NaN hidden bias": lambda d: broken.rbm_file(d / "m.h5", c=broken.with_value((4,), NAN)),
    "visible biases of another length": lambda d: broken.rbm_file(d / "m.h5", b=np.zeros(5)),
    "hidden biases of another length": lambda d: broken.rbm_file(d / "m.h5", c=np.zeros(6)),
    "weights in a row": lambda d: broken.rbm_file(d / "m.h5", W=np.zeros(24)),
    "no hidden units": lambda d: broken.rbm_file(d / "m.h5", W=np.zeros((6, 0)), c=np.zeros(0)),
    "layers that do not chain": lambda d: broken.layered_file(d / "m.h5", W2=np.zeros((5, 3))),
    "layers of other widths": lambda d: broken.layered_file(d / "m.h5", layers=[5, 3, 4]),
    "more layers than weights": lambda d: broken.layered_file(d / "m.h5", layers=[5, 4, 3, 2]),
    "fewer layers than weights": lambda d: broken.layered_file(d / "m.h5", layers=[5, 4]),
    "one layer": lambda d: broken.layered_file(d / "m.h5", layers=[5]),
    "layers of words": lambda d: broken.layered_file(d / "m.h5", layers="5, 4, 3"),
    "NaN in a deep layer": lambda d: broken.layered_file(d / "m.h5", W2=broken.with_value((4, 3), NAN)),
    "NaN bias of a net": lambda d: broken.layered_file(
        d / "m.h5", "dbn", b1=broken.with_value((4,), NAN)),
    "asymmetric links": lambda d: broken.boltzmann_file(d / "m.h5", L=np.eye(4, k=1)),
    "links of a unit to itself": lambda d: broken.boltzmann_file(d / "m.h5", J=np.eye(3)),
    "links of another side": lambda d: broken.boltzmann_file(d / "m.h5", L=np.zeros((3, 3))),
    "NaN link": lambda d: broken.boltzmann_file(d / "m.h5", W=broken.with_value((4, 3), NAN)),
    "no visible units": lambda d: broken.boltzmann_file(d / "m.h5", nv=0),
    "patterns of bits": lambda d: broken.hopfield_file(d / "m.h5", np.eye(3)),
    "patterns in a row": lambda d: broken.hopfield_file(d / "m.h5", np.ones(4)),
    "no patterns": lambda d: broken.hopfield_file(d / "m.h5", np.ones((0, 4))),
    "NaN in a pattern": lambda d: broken.hopfield_file(d / "m.h5", broken.with_value((2, 4), NAN)),
    "NaN field": lambda d: broken.hopfield_file(d / "m.h5", np.ones((2, 4)),
                                                h=broken.with_value((4,), NAN)),
    "field of another length": lambda d: broken.hopfield_file(d / "m.h5", np.ones((2, 4)),
                                                              h=np.zeros(2)),
    "glass of two sizes": lambda d: "sk:4x4",
    "network beyond memory": lambda d: "hopfield:999999999,patterns=999999",
    "bond out of range": lambda d: broken.spins_file(d / "m.h5", [[0, 9]], [1], 4),
    "bond to itself": lambda d: broken.spins_file(d / "m.h5", [[2, 2]], [1], 4),
    "three-ended bonds": lambda d: broken.spins_file(d / "m.h5", [[0, 1, 2]], [1], 4),
    "fewer couplings than bonds": lambda d: broken.spins_file(d / "m.h5", [[0, 1], [1, 2]], [1], 4),
    "NaN coupling": lambda d: broken.spins_file(d / "m.h5", [[0, 1]], [NAN], 4),
    "no spins": lambda d: broken.spins_file(d / "m.h5", np.zeros((0, 2)), [], 0),
    "negative count of spins": lambda d: broken.spins_file(d / "m.h5", [[0, 1]], [1], -4),
    "lattice without a shape": lambda d: broken.ising_file(d / "m.h5", coupling=1.0),
    "lattice without sites": lambda d: broken.ising_file(
        d / "m.h5", shape=[4, 0], periodic=[1, 1], coupling=1.0),
    "lattice of NaN coupling": lambda d: broken.ising_file(
        d / "m.h5", shape=[4, 4], periodic=[1, 1], coupling=NAN),
    "lattice with too few boundaries": lambda d: broken.ising_file(
        d / "m.h5", shape=[4, 4], periodic=[1], coupling=1.0),
    "short form without a size": lambda d: "ising:",
    "short form of size 0": lambda d: "ising:0x4",
    "short form of a word": lambda d: "ising:4xfour",
    "short form of a negative size": lambda d: "ising:-4x4",
    "short form beyond memory": lambda d: "ising:999999999x999999999",
    "short form of an unknown kind": lambda d: "isnig:4x4",
    "short form with an unknown key": lambda d: "ising:4x4,bondary=open",
    "short form with a NaN": lambda d: "ising:4x4,J=nan",
    "short form with one layer": lambda d: "rbm:4",
    "short form of a deep machine with one layer": lambda d: "dbm:4",
}


@pytest.mark.parametrize("case", MODELS)
def test_a_broken_model_is_refused(case: str, lnz: Lnz, tmp_path: Path) -> None:
    model = MODELS[case](tmp_path)
    assert_refused(lnz, tmp_path, "ais", "--model", model, "--chains", 8, "--rungs", 8,
                   "-o", tmp_path / "run.h5")


@pytest.mark.parametrize("case", ["missing", "truncated", "NaN weight", "short form of size 0"])
def test_a_broken_model_is_refused_by_two_ranks(case: str, lnz: Lnz, tmp_path: Path) -> None:
    model = MODELS[case](tmp_path)
    assert_refused(lnz, tmp_path, "rex", "--model", model, "-o", tmp_path / "run.h5", ranks=2)


@pytest.mark.parametrize("words", [["exact", "--model"], ["model", "show"],
                                   ["loglik", "--ln-z", "1", "--data", "d.csv", "--model"]],
                         ids=lambda words: words[0])
@pytest.mark.parametrize("case", ["missing", "hollow", "NaN weight"])
def test_every_verb_refuses_a_broken_model(words: list[str], case: str, lnz: Lnz,
                                           tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("0,1,0,1,0,1\n")
    assert_refused(lnz, tmp_path, *words, MODELS[case](tmp_path))


def test_an_unknown_kind_and_key_name_the_nearest(lnz: Lnz, tmp_path: Path) -> None:
    for model, nearest in ("isnig:4x4", "ising"), ("ising:4x4,bondary=open", "boundary"):
        assert nearest in lnz("exact", "--model", model).stderr.split("did you mean")[1]
