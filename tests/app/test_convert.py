"""ln Z of a file from elsewhere, by enumeration of what it says, is that of the model it becomes
and the constant that lnz names; and the same the other way. Nothing here knows how lnz converts."""

from __future__ import annotations

import itertools
import json
import re
import sys
from pathlib import Path
from typing import Any, Callable, Iterable, Sequence

import h5py
import numpy as np
import pytest
import scipy.io
from scipy.special import logsumexp

from conftest import Lnz
from refusal import assert_refused

sys.path.append(str(Path(__file__).resolve().parents[2] / "analysis"))

from model_file import read_rbm, write_rbm  # noqa: E402

VALUES = {"BINARY": (0, 1), "SPIN": (-1, 1), "boolean": (0, 1), "spin": (-1, 1)}


def log_z(energy: Callable[[dict[int, int]], float], ids: Sequence[int],
          values: Sequence[int]) -> float:
    """Of exp(-energy), summed over all states of the variables `ids`."""
    states = itertools.product(values, repeat=len(ids))
    return float(logsumexp([-energy(dict(zip(ids, x))) for x in states]))


def coo_log_z(text: str) -> float:
    """As dimod reads it (dimod/serialization/coo.py): no exponents, no constant."""
    kind = re.findall(r"^[ \t\f]*#.*?vartype[:=][ \t]*([-_.a-zA-Z0-9]+)", text, re.MULTILINE)[0]
    number = r"[+-]?\d*(?:\.\d+)?"
    lines = re.findall(rf"^\s*(\d+)\s+(\d+)\s+({number})\s*$", text, re.MULTILINE)
    assert len(lines) == sum(not line.startswith("#") for line in text.splitlines())
    terms = [(int(i), int(j), float(value)) for i, j, value in lines]
    ids = sorted({i for i, _, _ in terms} | {j for _, j, _ in terms})

    def energy(x: dict[int, int]) -> float:
        return sum(value * (x[i] if i == j else x[i] * x[j]) for i, j, value in terms)

    return log_z(energy, ids, VALUES[kind])


def bqpjson_log_z(document: dict[str, Any]) -> float:
    def energy(x: dict[int, int]) -> float:
        return float(document["scale"] * (
            sum(t["coeff"] * x[t["id"]] for t in document["linear_terms"])
            + sum(t["coeff"] * x[t["id_tail"]] * x[t["id_head"]]
                  for t in document["quadratic_terms"])
            + document["offset"]))

    return log_z(energy, document["variable_ids"], VALUES[document["variable_domain"]])


def random_coo(kind: str, seed: int) -> str:
    rng = np.random.default_rng(seed)
    pairs = [(i, j) for i in (0, 3, 4, 8, 11) for j in (0, 3, 4, 8, 11) if rng.random() < 0.6]
    return f"# vartype={kind}\n" + "".join(f"{i} {j} {rng.normal():.4f}\n" for i, j in pairs)


def random_bqpjson(domain: str, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    ids = [2, 3, 7, 20, 21]
    return {"version": "1.0.0", "id": 1, "metadata": {}, "variable_ids": ids[::-1],
            "variable_domain": domain, "scale": 0.7, "offset": -3.25,
            "linear_terms": [{"id": i, "coeff": rng.normal()} for i in ids[1:]],
            "quadratic_terms": [{"id_tail": i, "id_head": j, "coeff": rng.normal()}
                                for i, j in itertools.combinations(ids, 2) if rng.random() < 0.7]}


def exact(lnz: Lnz, model: Path, beta: float = 1) -> float:
    result = lnz("exact", "--model", model, "--beta", beta, "--json")
    assert result.returncode == 0, result.stderr
    return float(json.loads(result.stdout)["ln_z"])


def said_change(stdout: str, name: Any) -> float:
    """c of the line `ln Z of NAME = ln Z + c`; 0 without one."""
    found = re.findall(rf"^ln Z of {re.escape(str(name))} = ln Z ([+-]) (\S+)  \(times beta\)$",
                       stdout, re.MULTILINE)
    return sum(float(sign + digits) for sign, digits in found)


def imported(lnz: Lnz, path: Path) -> tuple[Path, float]:
    """The model file, and how much more the original's ln Z is."""
    model = path.with_suffix(path.suffix + ".h5")
    result = lnz("model", "import", path, model)
    assert result.returncode == 0, result.stderr
    return model, said_change(result.stdout, path)


def exported(lnz: Lnz, model: Any, path: Path, *words: str) -> float:
    result = lnz("model", "export", model, path, *words)
    assert result.returncode == 0, result.stderr
    return said_change(result.stdout, path)


@pytest.mark.parametrize("kind", ["BINARY", "SPIN"])
def test_ln_z_of_a_coo_is_the_model_s_and_the_constant(kind: str, lnz: Lnz, tmp_path: Path) -> None:
    path = tmp_path / "q.coo"
    path.write_text(random_coo(kind, seed=1))
    model, change = imported(lnz, path)
    assert exact(lnz, model) + change == pytest.approx(coo_log_z(path.read_text()), abs=1e-12)
    assert (change != 0) == (kind == "BINARY")


def test_the_constant_is_times_beta(lnz: Lnz, tmp_path: Path) -> None:
    path, doubled = tmp_path / "q.coo", tmp_path / "doubled.coo"
    text = random_coo("BINARY", seed=2)
    path.write_text(text)
    doubled.write_text(re.sub(r"(\S+)$", lambda m: f"{2 * float(m[1]):.4f}",
                              text.split("\n", 1)[1], flags=re.MULTILINE))
    model, change = imported(lnz, path)
    twice = coo_log_z("# vartype=BINARY\n" + doubled.read_text())
    assert exact(lnz, model, beta=2) + 2 * change == pytest.approx(twice, abs=1e-12)


@pytest.mark.parametrize("domain", ["boolean", "spin"])
def test_scale_and_offset_of_bqpjson_are_energy(domain: str, lnz: Lnz, tmp_path: Path) -> None:
    path, document = tmp_path / "p.json", random_bqpjson(domain, seed=3)
    path.write_text(json.dumps(document))
    model, change = imported(lnz, path)
    assert exact(lnz, model) + change == pytest.approx(bqpjson_log_z(document), abs=1e-12)


@pytest.mark.parametrize("variables", ["bits", "spins"])
@pytest.mark.parametrize("source", ["rbm:4x3,scale=1,bias=0.5", "ising:3x3,J=gauss,h=0.3",
                                    "p.json"])
def test_what_is_exported_has_ln_z_and_the_constant(source: str, variables: str, lnz: Lnz,
                                                    tmp_path: Path) -> None:
    if source == "p.json":
        (tmp_path / source).write_text(json.dumps(random_bqpjson("boolean", seed=4)))
        source = str(imported(lnz, tmp_path / source)[0])
    here = exact(lnz, Path(source))
    coo, bqp = tmp_path / "out.coo", tmp_path / "out.json"
    change = exported(lnz, source, coo, "--variables", variables)
    assert coo_log_z(coo.read_text()) == pytest.approx(here + change, abs=1e-12)
    change = exported(lnz, source, bqp, "--variables", variables)
    assert bqpjson_log_z(json.loads(bqp.read_text())) == pytest.approx(here + change, abs=1e-12)


def test_numpy_and_matlab_get_the_arrays(lnz: Lnz, rbm: Path, tmp_path: Path) -> None:
    exported(lnz, rbm, tmp_path / "m.npz")
    exported(lnz, rbm, tmp_path / "m.mat")
    arrays = np.load(tmp_path / "m.npz", allow_pickle=False)
    matlab = scipy.io.loadmat(tmp_path / "m.mat")
    with h5py.File(rbm) as file:
        for name, matlab_name in ("W", "vishid"), ("b", "visbiases"), ("c", "hidbiases"):
            assert np.array_equal(arrays[name], file[name])
            assert np.array_equal(np.squeeze(matlab[matlab_name]), file[name])


def test_lattices_leave_as_their_bonds(lnz: Lnz, tmp_path: Path) -> None:
    model = "ising:4x3,J=gauss,seed=3,boundary=po"
    assert exported(lnz, model, tmp_path / "g.gset") == 0
    back, change = imported(lnz, tmp_path / "g.gset")
    assert change == 0 and exact(lnz, back) == pytest.approx(exact(lnz, Path(model)), abs=1e-12)


def test_the_constant_stays_with_the_model(lnz: Lnz, tmp_path: Path) -> None:
    (tmp_path / "q.coo").write_text(random_coo("BINARY", seed=5))
    model, change = imported(lnz, tmp_path / "q.coo")
    shown = lnz("model", "show", model).stdout
    assert said_change(shown, "what it was imported from") == change != 0


def test_scikit_learn_s_arrays_are_an_rbm(lnz: Lnz, tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    W, b, c = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=3)
    np.savez(tmp_path / "sk.npz", components_=W, intercept_visible_=b, intercept_hidden_=c)
    model, change = imported(lnz, tmp_path / "sk.npz")
    bits: Iterable[tuple[int, ...]] = itertools.product((0, 1), repeat=4)
    # BernoulliRBM._free_energy: -v.b - sum log(1 + exp(v W' + c))
    free = [-np.dot(v, b) - np.logaddexp(0, np.dot(v, W.T) + c).sum() for v in bits]
    assert change == 0
    assert exact(lnz, model) == pytest.approx(float(logsumexp(-np.array(free))), abs=1e-12)


def gaussian_log_z(W: Any, b: Any, c: Any, sigma: Any) -> float:
    """ln of the sum over h of exp(c.h) and of the integrals over v_i of
    exp(-(v_i - b_i)^2 / 2 s_i^2 + v_i (Wh)_i / s_i^2)."""
    of_h = [c @ h + (((b + W @ h) ** 2 - b**2) / (2 * sigma**2)).sum()
            for h in map(np.array, itertools.product((0, 1), repeat=len(c)))]
    return float(logsumexp(of_h) + np.log(sigma * np.sqrt(2 * np.pi)).sum())


def test_arrays_with_sigma_are_a_gaussian_machine_there_and_back(lnz: Lnz, tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    arrays = {"W": rng.normal(size=(4, 3)), "b": rng.normal(size=4), "c": rng.normal(size=3),
              "sigma": rng.uniform(0.5, 2, size=4)}
    np.savez(tmp_path / "g.npz", **arrays)
    model, change = imported(lnz, tmp_path / "g.npz")
    shown = lnz("model", "show", model).stdout
    assert change == 0 and "gaussian" in shown
    assert exact(lnz, model) == pytest.approx(gaussian_log_z(**arrays), abs=1e-12)
    for name in "back.npz", "back.mat":
        exported(lnz, model, tmp_path / name)
        again = lnz("model", "show", imported(lnz, tmp_path / name)[0]).stdout
        assert again.splitlines()[1:] == shown.splitlines()[1:]  # sha256 and arrays

    for bad, why in (arrays["sigma"][:3], "a list of 4 is needed"), (-arrays["sigma"], "sigma"):
        np.savez(tmp_path / "bad.npz", **{**arrays, "sigma": bad})
        assert why in assert_refused(lnz, tmp_path, "model", "import", "bad.npz", "bad.h5")


@pytest.mark.parametrize("units", ["visible=bernoulli", "visible=spin,hidden=spin",
                                   "visible=gaussian,sigma=0.5", "visible=potts,q=5",
                                   "hidden=gaussian"])
def test_python_reads_and_writes_machines_as_lnz_does(units: str, lnz: Lnz, tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs.h5", tmp_path / "ours.h5"
    made = lnz("model", "make", f"rbm:5x4,scale=0.1,bias=0.5,seed=3,{units}", theirs)
    assert made.returncode == 0, made.stderr
    write_rbm(ours, read_rbm(theirs))
    shown = [lnz("model", "show", path).stdout.splitlines() for path in (theirs, ours)]
    assert shown[0][1].startswith("sha256") and shown[0][1:] == shown[1][1:]
    assert exact(lnz, theirs) == exact(lnz, ours)


@pytest.mark.parametrize("units, said", [("visible=spin", "visible units of type spin"),
                                         ("hidden=spin", "hidden units of type spin"),
                                         ("hidden=gaussian", "hidden units of type gaussian")])
def test_units_that_arrays_do_not_show_do_not_leave_as_arrays(units: str, said: str, lnz: Lnz,
                                                              tmp_path: Path) -> None:
    for name in "m.npz", "m.mat":
        assert said in assert_refused(lnz, tmp_path, "model", "export", f"rbm:4x3,{units}", name)


def test_links_within_a_layer_are_not_dropped(lnz: Lnz, tmp_path: Path) -> None:
    arrays = {"W": np.ones((2, 3)), "b": np.zeros(2), "c": np.zeros(3)}
    for name, n in ("L", 2), ("J", 3):
        np.savez(tmp_path / "b.npz", **arrays, **{name: np.ones((n, n)) - np.eye(n)})
        assert f"{name} beside W" in assert_refused(lnz, tmp_path, "model", "import", "b.npz", "b.h5")


def test_a_refused_export_writes_nothing(lnz: Lnz, tmp_path: Path) -> None:
    said = assert_refused(lnz, tmp_path, "model", "export", "rbm:3x2", "m.gset")
    assert "no list of bonds" in said


def rbm_log_z(W: Any, b: Any, c: Any, v_values: Sequence[int], h_values: Sequence[int],
              energy: Callable[[Any, Any], float] | None = None) -> float:
    """ln of the sum of exp(-E) over all v and h, E = -b.v - c.h - v'Wh unless told otherwise."""
    plain = energy or (lambda v, h: float(-b @ v - c @ h - v @ W @ h))
    states = itertools.product(itertools.product(v_values, repeat=len(b)),
                               itertools.product(h_values, repeat=len(c)))
    return float(logsumexp([-plain(np.array(v), np.array(h)) for v, h in states]))


def test_an_update_of_rbms_has_its_ln_z(lnz: Lnz, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    path = tmp_path / "r.h5"
    machines = {n: (rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=3))
                for n in (2, 10)}
    with h5py.File(path, "w") as file:
        file["model_type"] = "BBRBM"
        for n, arrays in machines.items():
            for name, values in zip(("weight_matrix", "vbias", "hbias"), arrays):
                file[f"update_{n}/params/{name}"] = values
    for n, words in (10, ()), (2, ("--update", "2")):
        result = lnz("model", "import", path, tmp_path / f"{n}.h5", *words)
        assert result.returncode == 0 and said_change(result.stdout, path) == 0, result.stderr
        assert exact(lnz, tmp_path / f"{n}.h5") == pytest.approx(
            rbm_log_z(*machines[n], (0, 1), (0, 1)), abs=1e-12)
    assert "it has: 2, 10" in assert_refused(lnz, tmp_path, "model", "import", path,
                                             tmp_path / "3.h5", "--update", 3)


@pytest.mark.parametrize("hidden", ["Binary", "Spin"])
@pytest.mark.parametrize("kind", ["RBM", "CenteredRBM", "StandardizedRBM"])
def test_machines_of_julia_have_their_ln_z_or_are_refused(kind: str, hidden: str, lnz: Lnz,
                                                          tmp_path: Path) -> None:
    """energy(rbm, v, h) of RestrictedBoltzmannMachines.jl for Binary v [2, 2] and h [3]."""
    rng = np.random.default_rng(8)
    W, theta_v, theta_h = rng.normal(size=(2, 2, 3)), rng.normal(size=(2, 2)), rng.normal(size=3)
    o_v, o_h = rng.normal(size=(2, 2)), rng.normal(size=3)
    s_v, s_h = rng.uniform(0.5, 2, size=(2, 2)), rng.uniform(0.5, 2, size=3)
    if kind != "StandardizedRBM":
        s_v, s_h = np.ones((2, 2)), np.ones(3)
    if kind == "RBM":
        o_v, o_h = np.zeros((2, 2)), np.zeros(3)
    path = tmp_path / "j.h5"
    with h5py.File(path, "w") as file:
        for name, text in {"rbm_hdf5_file_format_version": "1.0.0", "rbm_type": kind,
                           "visible_type": "Binary", "hidden_type": hidden}.items():
            file[name] = text
        julia = {"weights": W, "visible_par": theta_v[np.newaxis],
                 "hidden_par": theta_h[np.newaxis], "offset_v": o_v, "offset_h": o_h, "scale_v": s_v, "scale_h": s_h}
        for name, values in julia.items():
            file[name] = np.transpose(values)

    def energy(v: Any, h: Any) -> float:
        v = v.reshape(2, 2)
        interaction = np.einsum("ij,ijk,k", (v - o_v) / s_v, W, (h - o_h) / s_h)
        return float(-(theta_v * v).sum() - theta_h @ h - interaction)

    if hidden == "Spin" and lnz("model", "import", path, tmp_path / "try.h5").returncode == 2:
        return  # by a version that samples bits only: it must not take spins for them
    model, change = imported(lnz, path)
    units = (-1, 1) if hidden == "Spin" else (0, 1)
    wanted = rbm_log_z(None, np.zeros(4), np.zeros(3), (0, 1), units, energy)
    assert exact(lnz, model) + change == pytest.approx(wanted, abs=1e-12)
    assert (change != 0) == (kind != "RBM")
    # Julia's first index is the fastest.
    with h5py.File(model) as file:
        if kind == "RBM":
            assert np.array_equal(file["b"], theta_v.ravel(order="F"))
