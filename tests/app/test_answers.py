"""What the program says: help of every verb, one JSON object, INI files, the last line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from conftest import DATA, Lnz
from run_contents import assert_same

DRIVERS = {"ais": ["--chains", 40, "--rungs", 60], "rex": ["--sweeps", 500, "--rungs", 6]}
KEYS = {"command", "model", "method", "ln_z", "std_error", "ci95", "ess", "verdict", "reasons",
        "estimates", "ranks", "threads", "sweeps", "wall_seconds", "output", "version"}
OPTIONS = {
    "ais": "model beta seed output restart max-time checkpoint-interval json quiet config help "
           "chains rungs schedule reference sweeps-per-rung save-chains",
    "rex": "model beta seed output restart max-time checkpoint-interval json quiet config help "
           "sweeps burn-in rungs schedule reference thin save-chains",
    "restore": "data rows shape binarize coupling noise corrupt chains sweeps seed output restart "
               "json config help",
    "estimate": "json config help",
    "exact": "model beta method json config help",
    "loglik": "model beta data binarize ln-z method chains samples output overwrite seed json config "
              "help",
    "classify": "beta data binarize examples ln-z method chains samples prior labels classes output "
                "overwrite seed json config help",
    "approx": "model beta seed method json config help",
    "train": "data hidden method steps epochs rate batch binarize seed output json quiet help",
    "model": "transpose-pixels update variables overwrite help",
    "bench": "repetitions min-time filter instructions output json quiet config help",
}


@pytest.fixture
def answered(lnz: Lnz, tmp_path: Path) -> Any:
    """A driver's or estimate's JSON object."""

    def call(*words: Any, **shape: int) -> dict[str, Any]:
        result = lnz(*words, "--json", **shape)
        assert result.returncode in (0, 3), result.stderr
        return dict(json.loads(result.stdout))

    return call


@pytest.mark.parametrize("verb", OPTIONS)
def test_help_names_every_option(verb: str, lnz: Lnz) -> None:
    result = lnz(verb, "--help")
    assert result.returncode == 0 and result.stderr == ""
    for option in OPTIONS[verb].split():
        assert re.search(rf"^ .*--{option}\b", result.stdout, re.MULTILINE), option
    assert all(len(line) <= 100 for line in result.stdout.splitlines())


def test_help_lists_every_verb(lnz: Lnz) -> None:
    for words in [], ["--help"], ["-h"], ["help"]:
        result = lnz(*words)
        assert result.returncode == 0 and result.stderr == ""
        assert all(re.search(rf"^  {verb} ", result.stdout, re.MULTILINE) for verb in OPTIONS)


def test_every_verb_has_a_whole_sentence_in_the_list(lnz: Lnz) -> None:
    rows = lnz("--help").stdout.split("verbs:\n")[1].split("\n\n")[0].splitlines()
    assert len(rows) > 10 and max(map(len, rows)) < 92
    for verb, said in (row.split(maxsplit=1) for row in rows):
        help_of_verb = lnz(verb, "--help").stdout
        assert re.search(rf"^{re.escape(said)}\.( |$)", help_of_verb, re.MULTILINE), verb


def test_help_is_printed_once_on_two_ranks(lnz: Lnz) -> None:
    assert lnz("ais", "--help", ranks=2).stdout == lnz("ais", "--help").stdout


def test_version_names_itself(lnz: Lnz) -> None:
    assert re.fullmatch(r"lnz \d+\.\d+\.\d+ \(\w+\)\n", lnz("--version").stdout)


@pytest.mark.parametrize("verb", DRIVERS)
def test_a_driver_prints_one_object_with_every_key(verb: str, answered: Any, rbm: Path) -> None:
    out = answered(verb, "--model", rbm, "-o", "run.h5", *DRIVERS[verb], ranks=2, threads=2)
    assert KEYS <= out.keys()
    assert out["command"] == verb and out["model"] == str(rbm) and out["output"] == "run.h5"
    assert (out["ranks"], out["threads"]) == (2, 2)
    assert out["verdict"] in ("ok", "suspect", "failed")
    assert bool(out["reasons"]) == (out["verdict"] != "ok")
    assert out["ci95"][0] < out["ln_z"] < out["ci95"][1]
    assert out["std_error"] > 0 and out["ess"] > 0 and out["sweeps"] > 0
    assert out["estimates"][0]["ln_z"] == out["ln_z"]
    assert all({"method", "ln_z", "std_error", "ci95"} <= e.keys() for e in out["estimates"])


@pytest.mark.parametrize("verb", DRIVERS)
def test_estimate_repeats_the_answer_of_its_run(verb: str, answered: Any, rbm: Path) -> None:
    run = answered(verb, "--model", rbm, "-o", "run.h5", *DRIVERS[verb])
    out = answered("estimate", "run.h5")
    assert KEYS <= out.keys()
    assert {key: out[key] for key in ("ln_z", "std_error", "ci95", "estimates", "verdict")} == {
        key: run[key] for key in ("ln_z", "std_error", "ci95", "estimates", "verdict")}


def test_exact_prints_every_key_and_the_exact_value(answered: Any, rbm: Path) -> None:
    out = answered("exact", "--model", rbm)
    assert KEYS <= out.keys() and out["std_error"] == 0 and out["verdict"] == "ok"
    exact = json.loads((DATA / "exact.json").read_text())["rbm_20x20_sd0.5"]["ln_z"]["1"]
    assert abs(out["ln_z"] - exact) < 1e-9 * abs(exact)


@pytest.mark.parametrize("verb", DRIVERS)
@pytest.mark.parametrize("name", ["dbm_6_5_4", "dbm_100_18_12_sd0.6"])
def test_a_driver_agrees_with_the_exact_value_of_a_deep_machine(name: str, verb: str,
                                                                answered: Any) -> None:
    exact = json.loads((DATA / "exact.json").read_text())[name]["ln_z"]["1"]
    out = answered(verb, "--model", DATA / f"{name}.h5", "--seed", 3, "-o", "run.h5",
                   *{"ais": ["--chains", 200, "--rungs", 300], "rex": ["--sweeps", 2000]}[verb])
    assert abs(out["ln_z"] - exact) < 4 * out["std_error"] < 0.3


def test_base_rates_of_data_are_of_the_visible_layer_of_a_deep_machine(answered: Any, lnz: Lnz,
                                                                       tmp_path: Path) -> None:
    """The other layers start uniform: ln Z_0 says so."""
    (tmp_path / "x.csv").write_text("1,1,0,0,1,0\n" * 3)
    out = answered("ais", "--model", DATA / "dbm_6_5_4.h5", "--reference", "x.csv", "--seed", 2,
                   "--chains", 200, "--rungs", 100, "-o", "run.h5")
    with h5py.File(tmp_path / "run.h5") as file:
        mean = file["reference/mean"][()]
        assert mean == pytest.approx([1.05 / 1.1 if on else 0.05 / 1.1 for on in (1, 1, 0, 0, 1, 0)])
        zero = -np.log1p(-mean).sum() + 9 * np.log(2)
        assert file.attrs["log_z_reference"] == pytest.approx(zero, abs=1e-12)
    assert abs(out["ln_z"] - 16.194729837649547) < 4 * out["std_error"]


def test_loglik_prints_every_key_and_a_mean(answered: Any, rbm: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(",".join("01" * 10) + "\n" + ",".join("0011" * 5) + "\n")
    out = answered("loglik", "--model", rbm, "--data", "x.csv", "--ln-z", 20.5)
    assert KEYS <= out.keys() and out["examples"] == 2 and out["bound"] == "exact"
    assert out["mean_log_likelihood"] == pytest.approx(out["mean_unnormalised"] - 20.5, abs=1e-12)


@pytest.mark.parametrize("verb", DRIVERS)
def test_the_last_line_is_the_result(verb: str, lnz: Lnz, rbm: Path) -> None:
    result = lnz(verb, "--model", rbm, "-o", "run.h5", *DRIVERS[verb])
    assert re.fullmatch(
        r"ln Z = -?[\d.]+ \+- [\d.e-]+  \(95% \[-?[\d.]+, -?[\d.]+\]; ESS \d+ of \d+; "
        r"verdict (ok|suspect|failed)\)", result.stdout.splitlines()[-1])


def test_quiet_says_nothing_on_standard_error(lnz: Lnz, rbm: Path) -> None:
    result = lnz("ais", "--model", rbm, "-o", "run.h5", *DRIVERS["ais"], "--quiet")
    assert result.stderr == "" and "ln Z" in result.stdout


def test_a_failed_verdict_is_status_3(lnz: Lnz) -> None:
    result = lnz("rex", "--model", "ising:16x16", "--sweeps", 20, "--rungs", 2, "-o", "run.h5")
    assert result.returncode == 3 and "verdict failed" in result.stdout.splitlines()[-1]


def test_a_config_file_equals_the_command_line(lnz: Lnz, tmp_path: Path, rbm: Path) -> None:
    (tmp_path / "run.ini").write_text(
        f"# a comment\nmodel = {rbm}\nseed = 5\noutput = by_file.h5\nquiet = true\njson = false\n"
        "[rex]\nsweeps = 7\n[ais]\nchains = 40\nrungs = 60\nsave-chains = yes\n")
    words = ["--model", rbm, "--seed", 5, "--chains", 40, "--rungs", 60, "--save-chains"]
    assert lnz("ais", "--config", "run.ini").returncode == 0
    assert lnz("ais", *words, "-o", "by_line.h5").returncode == 0
    assert_same(tmp_path / "by_file.h5", tmp_path / "by_line.h5")


def test_the_command_line_wins_over_the_config_file(answered: Any, tmp_path: Path,
                                                    rbm: Path) -> None:
    (tmp_path / "run.ini").write_text(f"model = {rbm}\n[ais]\nchains = 40\nrungs = 60\n")
    out = answered("ais", "--config", "run.ini", "--chains", 50, "-o", "run.h5")
    assert out["chains"] == 50 and out["rungs"] == 60


def test_a_model_alone_is_a_complete_command(lnz: Lnz, tmp_path: Path) -> None:
    result = lnz("ais", "--model", "ising:4x4")
    assert result.returncode == 0, result.stderr


def test_an_estimate_below_the_weight_of_one_state_has_failed(lnz: Lnz, tmp_path: Path) -> None:
    """16 hidden units cost 16 each; together they raise half of the visible ones from -10 to 10.8.
    Chains that start in the middle do not come there, and agree on a ln Z 67 too low."""
    plus = np.arange(64) % 2
    with h5py.File(tmp_path / "model.h5", "w") as file:
        file.attrs.update({"format": "lnz-model", "version": 1, "kind": "rbm"})
        file["W"] = np.tile(np.where(plus, 1.3, -1.3), (16, 1)).T
        file["b"], file["c"] = np.where(plus, -10.0, 0.0), np.full(16, -16.0)
    result = lnz("ais", "--model", "model.h5", "--rungs", "200", "--schedule", "linear",
                 "--chains", "200", "--reference", "uniform", "--json")
    answer = json.loads(result.stdout)
    heaviest = 32 * (np.log1p(np.exp(10.8)) + np.log1p(np.exp(-20.8))) - 256
    assert result.returncode == 3 and answer["verdict"] == "failed"
    assert answer["ess"] > 50 and answer["ln_z"] < 30
    assert len(answer["reasons"]) == 1 and f"{heaviest:.2f}" in answer["reasons"][0]
