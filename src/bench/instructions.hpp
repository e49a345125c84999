#pragma once

#include <cstddef>
#include <string>

namespace lnz {

/// Kernels, references and limits of the core run on nothing better than `name` from here on:
/// "avx2", "avx512" or, for no limit, "auto". To be called once, before any of them. Throws
/// ConfigError if there is no such name or this processor lacks it.
void limit_instructions(std::string const& name);

/// Highway's name for the best instructions that are allowed.
std::string vector_target();

/// Bytes of their longest vectors.
std::size_t vector_bytes();

/// OpenBLAS's name for its fastest kernels on those; empty where it may choose.
std::string blas_core();

}  // namespace lnz
