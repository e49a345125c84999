"""Results of lnz bench are read as they were written, with the names they have there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_file import read_bench, read_scaling
from h5_reader import FileError


def test_a_row_is_read_with_its_reference(bench_file: Path) -> None:
    row = read_bench(bench_file).one("ising +-J replicas")
    assert row.sizes == (8, 8, 256) and row.threads == 1 and row.work == 1
    assert (row.kernel.least, row.kernel.median, row.kernel.largest) == pytest.approx(
        (0.25, 0.275, 0.3125))
    assert row.reference is not None and row.reference_name == "scalar metropolis"
    assert (row.reference.least, row.reference.largest) == pytest.approx((25, 37.5))


def test_a_row_may_lack_its_reference(bench_file: Path) -> None:
    assert read_bench(bench_file).one("ars-5").reference is None


def test_rows_of_one_name_keep_their_order(bench_file: Path) -> None:
    shapes = [row.shape for row in read_bench(bench_file).named("rbm step int16")]
    assert shapes == ["784x500x1000", "784x500x8", "100x50x1000"]


def test_what_is_no_result_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"results": [{"name": "x"}], "machine": {}}')
    for bad in (path, tmp_path / "none.json"):
        with pytest.raises(FileError, match=bad.name):
            read_bench(bad)


def test_ranks_are_compared_with_one_rank_of_the_same_run(scaling_file: Path, tmp_path: Path) -> None:
    scaling = read_scaling(scaling_file)
    assert [(r.ranks, scaling.gain(r)) for r in scaling.rates[3:]] == [(1, 1.0), (2, 1.8), (4, 1.5)]
    assert (scaling.gathers[1].ranks, scaling.gathers[1].bytes) == (4, 1040)
    one_rank_less = tmp_path / "ranks.json"
    one_rank_less.write_text(scaling_file.read_text().replace('"ranks": 1,', '"ranks": 3,'))
    with pytest.raises(FileError, match="measure_scaling"):
        read_scaling(one_rank_less)
