"""Writes the files of this folder: what other programs' libraries make of the formats lnz reads.

Run with h5py 3.7, numpy 1.24 and scipy 1.10; the files are kept, so that tests need no Python.
"""
import zlib

import h5py
import numpy as np
import scipy.io

ramp = np.arange(6).reshape(2, 3)

with h5py.File("foreign_types.h5", "w") as f:
    for name in ("f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">f4", ">i4"):
        f[f"types/{name.replace('>', 'big_')}"] = ramp.astype(name)
    f["types/u1_high"] = np.array([0, 127, 128, 255], "u1")
    f["types/u4_high"] = np.array([2**32 - 1], "u4")
    f["types/bool"] = np.array([True, False, True])
    f["types/enum"] = np.array([2, 5], h5py.enum_dtype({"two": 2, "five": 5}, basetype="i2"))
    f["types/scalar"] = 2.5
    f["types/empty"] = np.zeros((0, 3))
    f["skipped/complex"] = np.array([1j])
    f["skipped/compound"] = np.zeros(2, [("a", "f8"), ("b", "i4")])
    f["skipped/text"] = "abc"
    f["skipped/texts"] = np.array([b"ab", b"c"])
    f["skipped/reference"] = f["types"].ref
    f["skipped/null"] = h5py.Empty("f8")
    f.create_dataset("packed/gzip", data=ramp.astype("f8"), chunks=(1, 3), compression="gzip", shuffle=True)
    f.create_dataset("packed/never_written", (4,), "f8", fillvalue=1.5)
    f["deep/er/and/deeper"] = ramp
    f["deep/loop"] = f["deep"]
    f["soft"] = h5py.SoftLink("/types/f8")
    f["outside"] = h5py.ExternalLink("elsewhere.h5", "/x")
    a = f["types/f8"].attrs
    a["variable"] = "variable \u03b2"
    a.create("fixed", "fixed", dtype="S8")
    a.create("one_text", ["only"])
    a.create("two_texts", ["a", "b"])
    a["real"] = np.float32(0.5)
    a["whole"] = np.uint8(200)
    a["flag"] = True
    a["reals"] = np.array([0.5, 1.5])
    a["wholes"] = np.array([3, 4], "i2")
    a["matrix"] = ramp
    a["null"] = h5py.Empty("f8")

with h5py.File("too_big_unsigned.h5", "w") as f:
    f["x"] = np.array([2**63], "u8")

with h5py.File("claims_2_to_40.h5", "w") as f:
    f.create_dataset("x", (2**20, 2**20), "f8", chunks=(1024, 1024))

with h5py.File("claims_8_gigabytes.h5", "w") as f:
    f.create_dataset("x", (2**30,), "f8", chunks=(1024,))

with h5py.File("huge_chunk.h5", "w") as f:
    f.create_dataset("x", (4,), "f8", maxshape=(None,), chunks=(2**28,))

with h5py.File("values_elsewhere.h5", "w") as f:
    f.create_dataset("x", (4,), "u1", external=[("other.bin", 0, 4)])

with h5py.File("deep_groups.h5", "w") as f:
    f.create_group("/".join("g" for _ in range(40)))

for name, value in {"single": 0.1, "double": float(np.float32(0.1))}.items():
    with h5py.File(f"rbm_{name}.h5", "w") as f:
        dtype = "f4" if name == "single" else "f8"
        f["W"] = np.full((3, 2), value, dtype)
        f["b"], f["c"] = np.zeros(3, dtype), np.ones(2, dtype)
        f.attrs.update(format="lnz-model", version=1, kind="rbm")

pixels = np.array([[0, 51, 255], [1, 0, 102]])
for name in ("u1", "i8", "f4", ">i2", ">f8"):
    np.save(f"pixels_{name.replace('>', 'big_')}.npy", pixels.astype(name))
np.save("pixels_fortran.npy", np.asfortranarray(pixels))
np.save("images.npy", pixels.reshape(2, 1, 3))
np.save("line.npy", pixels[0])
np.save("half.npy", pixels.astype("f2"))
np.save("objects.npy", np.array([None, 1], object), allow_pickle=True)

rbm = {"W": ramp / 10, "b": np.array([1.0, 2.0]), "c": np.array([3.0, 4.0, 5.0])}
np.savez("rbm.npz", **rbm)
np.savez_compressed("rbm_deflated.npz", **{k: v.astype("f4") for k, v in rbm.items()})
J = np.array([[0, 1.5, 0], [1.5, 0, -2], [0, -2, 0]])
np.savez("spins_matrix.npz", J=J, h=np.array([0.5, 0, -0.5]))
np.savez("spins_triangle.npz", J=np.triu(J))
np.savez("spins_edges.npz", edges=np.array([[0, 1], [1, 2]]), J=np.array([1.5, -2]), n=4)

# 2 x 2 pixels, 3 hidden units. Small numbers are stored in fewer bytes than their class, and
# biases of one or two bytes within their tags.
mat = {
    "vishid": np.arange(12.0).reshape(4, 3) + 0.5,
    "visbiases": np.array([[10, 20, 30, 40]], "u1"),
    "hidbiases": np.array([[1], [2], [3]], "f4"),
    "title": "left out",
    "cells": np.array([[1, 2]], object),
}
scipy.io.savemat("rbm_v6.mat", mat, do_compression=False)
scipy.io.savemat("rbm_v7.mat", mat, do_compression=True)

np.savez("rbm_six.npz", W=np.zeros((6, 1)), b=np.arange(6.0), c=np.zeros(1))
np.savez_compressed("bad_no_c.npz", W=rbm["W"], b=rbm["b"])
np.savez_compressed("bad_short_b.npz", W=rbm["W"], b=rbm["c"], c=rbm["b"])
np.savez_compressed("bad_flat_W.npz", W=rbm["W"].ravel(), b=rbm["b"], c=rbm["c"])
np.savez_compressed("bad_nan_W.npz", W=rbm["W"] * np.nan, b=rbm["b"], c=rbm["c"])
np.savez_compressed("bad_asymmetric_J.npz", J=J + np.array([[0, 0, 0], [0.5, 0, 0], [0, 0, 0]]))
np.savez_compressed("bad_diagonal_J.npz", J=J + np.diag([0, 1, 0]))
np.savez_compressed("bad_edges.npz", edges=np.array([[0, 3]]), J=np.array([1.0]), n=3)
np.savez_compressed("bad_names.npz", weights=rbm["W"])

# MATLAB v7.3: HDF5 behind MATLAB's own 512 bytes, axes in reversed order.
with h5py.File("rbm_v73.mat", "w", userblock_size=512) as f:
    for name in ("vishid", "visbiases", "hidbiases"):
        f[name] = mat[name].T
        f[name].attrs["MATLAB_class"] = np.bytes_("double")
    f["title"] = np.frombuffer("left out".encode("utf-16-le"), "u2").reshape(-1, 1)
with open("rbm_v73.mat", "r+b") as f:
    f.write(b"MATLAB 7.3 MAT-file, Platform: none".ljust(116) + bytes(8) + b"\x00\x02IM")

# As rbms/io.py and rbms/training/utils.py write: parameters twice, the later update last in time
# but not in the order of names.
with h5py.File("rbms.h5", "w") as f:
    f["model_type"] = "BBRBM"
    f["parallel_chains"] = np.zeros((3, 2), "f4")
    f["hyperparameters/filename"] = "rbms.h5"
    for update in (9, 10):
        group = f.create_group(f"update_{update}")
        for name, old_name in ("weight_matrix", "W"), ("vbias", "b"), ("hbias", "c"):
            group[f"params/{name}"] = (rbm[old_name] * update).astype("f4")
            group[name] = group[f"params/{name}"]
        group["numpy_rng_arg0"] = "MT19937"
        group["time"] = 1.5

# As ext/HDF5Ext.jl of RestrictedBoltzmannMachines.jl writes a CenteredRBM of Binary(2, 2) and Spin(3):
# what is x[i, j, ...] in Julia is x[..., j, i] here. Texts are of fixed length.
with h5py.File("julia_rbm.h5", "w") as f:
    for name, text in {"rbm_hdf5_file_format_version": "1.0.0", "rbm_type": "CenteredRBM",
                       "visible_type": "Binary", "hidden_type": "Spin"}.items():
        f[name] = np.bytes_(text)
    f["visible_par"] = np.arange(4.0).reshape(2, 2, 1)
    f["hidden_par"] = np.array([[10.0], [20], [30]])
    f["weights"] = np.arange(12.0).reshape(3, 2, 2) / 4
    f["offset_v"] = np.array([[1.0, 0], [0.5, 0]])
    f["offset_h"] = np.array([0.0, 1, -1])

# A gigabyte of zeros, deflated twice, in a chunk that has room for four numbers.
with h5py.File("bomb.h5", "w") as f:
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_chunk((4,))
    layout.set_deflate(9)
    layout.set_deflate(9)
    x = h5py.h5d.create(f.id, b"x", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((4,)), layout)
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(bytes(2**20)) for _ in range(2**10)) + packer.flush()
    x.write_direct_chunk((0,), zlib.compress(once, 9))

# One dataset of 1 MiB of zeros under many names.
with h5py.File("many_names.h5", "w") as f:
    f.create_dataset("x0", data=np.zeros(2**17), compression="gzip", compression_opts=9)
    for i in range(1, 60):
        f[f"x{i}"] = f["x0"]
