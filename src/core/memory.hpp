#pragma once

#include <cstddef>
#include <string>

namespace lnz {

/// Bytes that this process may take: the machine's memory, or less by its control group (a batch
/// job's) or its limits (ulimit -v, -d).
std::size_t memory_limit();

/// Throws ConfigError, `WHAT takes N GB of memory (there are M GB); ADVICE`, above the limit. Asked
/// before sizes that somebody claims are allocated: the kernel would grant them and kill later.
void require_memory(double bytes, std::string const& what, std::string const& advice);

}  // namespace lnz
