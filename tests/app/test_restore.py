"""lnz restore: noisy images under an Ising prior."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from conftest import Lnz
from refusal import assert_refused
from run_contents import assert_same

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "analysis"))

from rows_file import read_restoration  # noqa: E402


def log_posterior(states: Any, noisy: Any, coupling: float, noise: float) -> Any:
    """sum J s s + sum h s of [..., height, width] pixels -1 and 1."""
    bonds = ((states[..., 1:, :] * states[..., :-1, :]).sum((-1, -2)) +
             (states[..., 1:] * states[..., :-1]).sum((-1, -2)))
    return coupling * bonds + np.log((1 - noise) / noise) / 2 * (states * noisy).sum((-1, -2))


def largest_by_cut(noisy: Any, coupling: float, noise: float) -> float:
    """The largest of them, by a minimal cut (Greig, Porteous & Seheult 1989), whose capacities are
    rounded to 1e-6."""
    height, width = noisy.shape
    count, unit = height * width, 10**6
    field = np.log((1 - noise) / noise) / 2
    site = np.arange(count).reshape(height, width)
    pairs = np.concatenate([np.stack([site[1:], site[:-1]], -1).reshape(-1, 2),
                            np.stack([site[:, 1:], site[:, :-1]], -1).reshape(-1, 2)])
    white = noisy.ravel() > 0
    to_white = np.stack([np.where(white, count, site.ravel()),
                         np.where(white, site.ravel(), count + 1)], -1)
    ends = np.concatenate([pairs, pairs[:, ::-1], to_white])
    capacity = np.concatenate([np.full(2 * len(pairs), round(2 * coupling * unit)),
                               np.full(count, round(2 * field * unit))]).astype(np.int32)
    graph = csr_matrix((capacity, (ends[:, 0], ends[:, 1])), shape=(count + 2, count + 2))
    cut = maximum_flow(graph, count, count + 1).flow_value / unit
    return float(coupling * len(pairs) + field * count - cut)


def noisy_edges(images: int, height: int, width: int, seed: int) -> Any:
    """Images [images, height, width] of 0 and 1, one half of each black, of a fifth the reverse."""
    random = np.random.default_rng(seed)
    clean = np.add.outer(np.arange(height), np.arange(width)) < (height + width) / 2
    return (clean ^ (random.random((images, height, width)) < 0.2)).astype(int)


def test_means_and_map_of_small_images_are_exact(lnz: Lnz, tmp_path: Path) -> None:
    images = noisy_edges(3, 3, 4, 1)
    np.save(tmp_path / "images.npy", images)
    result = lnz("restore", "--data", "images.npy", "--shape", "3x4", "--coupling", 0.4, "--noise",
                 0.2, "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["verdict"] == "ok"
    states = np.array(list(itertools.product((-1, 1), repeat=12))).reshape(-1, 3, 4)
    with h5py.File(tmp_path / "restored.h5") as file:
        assert np.array_equal(file["noisy"], 2 * images.reshape(3, 12) - 1)
        for i, noisy in enumerate(2 * images - 1):
            weight = log_posterior(states, noisy, 0.4, 0.2)
            p = np.exp(weight - np.logaddexp.reduce(weight))
            mean = np.tensordot(p, states.reshape(-1, 12), 1)
            assert np.all(np.abs(file["mean"][i] - mean) < 4 * file["std_error"][i])
            assert np.all(file["std_error"][i] < 0.02)
            assert abs(file["log_map"][i] - weight.max()) < 1e-12
            found = file["map"][i].reshape(3, 4)
            assert np.isclose(log_posterior(found, noisy, 0.4, 0.2), weight.max(), rtol=1e-12)


@pytest.mark.parametrize("coupling, noise", [(0.015, 0.49), (0.3, 0.2), (0.7, 0.2), (1.5, 0.2)])
def test_the_map_of_a_larger_image_is_that_of_a_minimal_cut(coupling: float, noise: float, lnz: Lnz,
                                                           tmp_path: Path) -> None:
    image = noisy_edges(1, 20, 24, 2)[0]
    np.save(tmp_path / "image.npy", image)
    assert lnz("restore", "--data", "image.npy", "--shape", "20x24", "--coupling", coupling,
               "--noise", noise).returncode == 0
    with h5py.File(tmp_path / "restored.h5") as file:
        assert file["map"].shape == (1, 480)
        exact = largest_by_cut(2 * image - 1, coupling, noise)
        assert abs(file["log_map"][0] - exact) < 1e-3  # of 1400 capacities
        assert file["at_map"][0] >= 2


def test_noise_that_was_put_in_is_taken_out(lnz: Lnz, tmp_path: Path) -> None:
    clean = np.zeros((28, 28))
    clean[5:20, 8:22] = 1
    np.save(tmp_path / "images.npy", np.stack([clean, clean, 1 - clean]))
    result = lnz("restore", "--data", "images.npy", "--rows", "1-2", "--corrupt", "--sweeps", 100,
                 "--json")
    said = json.loads(result.stdout)
    assert said["images"] == 2
    assert abs(said["wrong"]["noisy"] - 0.1) < 4 * np.sqrt(0.1 * 0.9 / 1568)
    assert max(said["wrong"]["map"], said["wrong"]["means"]) < said["wrong"]["noisy"] / 3
    found = read_restoration(tmp_path / "restored.h5")
    assert found.original is not None and found.shape == (28, 28)
    assert np.array_equal(found.original[1], 1 - 2 * clean.ravel())
    assert said["wrong"]["noisy"] == (found.original != found.noisy).mean()
    assert said["wrong"]["map"] == (found.original != found.map).mean()
    assert said["changed"]["means"] == (found.noisy != np.sign(found.mean)).mean()


def test_ranks_and_threads_change_no_pixel(lnz: Lnz, tmp_path: Path) -> None:
    np.save(tmp_path / "images.npy", noisy_edges(3, 6, 5, 3))
    words = ["restore", "--data", "images.npy", "--shape", "6x5", "--sweeps", 20, "--chains", 40,
             "--corrupt"]
    assert lnz(*words, "-o", "one.h5").returncode == 0
    for ranks, threads in (1, 3), (2, 1), (4, 2):
        assert lnz(*words, "-o", "many.h5", "--restart", ranks=ranks,
                   threads=threads).returncode == 0
        assert_same(tmp_path / "one.h5", tmp_path / "many.h5")


@pytest.mark.parametrize("words", [
    ["--noise", 0], ["--noise", 0.5], ["--noise", "nan"], ["--coupling", -1],
    ["--coupling", "nan"], ["--rows", 6], ["--shape", "2x3"], ["--shape", "x"], ["--shape", "0x5"],
    ["--shape", "5"], [], ["--binarize", "none"], ["--chains", 1], ["--chains", 2000000000],
    ["--sweeps", 0],
    ["--data", "none.npy"]], ids=lambda words: " ".join(map(str, words)))
def test_what_cannot_be_restored_is_refused(words: list[Any], lnz: Lnz, tmp_path: Path) -> None:
    np.save(tmp_path / "image.npy", noisy_edges(1, 6, 5, 3)[0] * (0.5 if "none" in words else 1))
    given = words if "--data" in words else ["--data", "image.npy", *words]
    shape = [] if "--shape" in words or not words else ["--shape", "6x5"]
    assert_refused(lnz, tmp_path, "restore", *given, *shape)


def test_a_refusal_on_several_ranks_is_one_line(lnz: Lnz, tmp_path: Path) -> None:
    np.save(tmp_path / "image.npy", noisy_edges(1, 6, 5, 3)[0])
    assert "fill no image" in assert_refused(lnz, tmp_path, "restore", "--data", "image.npy",
                                             ranks=2)


def test_a_file_that_is_there_is_not_replaced(lnz: Lnz, tmp_path: Path) -> None:
    np.save(tmp_path / "image.npy", noisy_edges(1, 6, 6, 3)[0])
    (tmp_path / "restored.h5").write_text("mine")
    assert_refused(lnz, tmp_path, "restore", "--data", "image.npy", "--shape", "6x6")
