#pragma once

#include "approx/registry.hpp"
#include "models/registry.hpp"

namespace lnz {

/// The first `units` means as a reference of a tempered path, pulled a twentieth towards 1/2 on
/// each side so that no unit is frozen. Prat Pou, Romero, Marti & Mazzanti (2024),
/// arXiv:2404.11229.
Reference mean_field_reference(Approximation const& approximation, std::size_t units);

}  // namespace lnz
