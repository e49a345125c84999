#pragma once

namespace lnz {

/// Clock of this core at this moment, in hertz, from a chain of 64-bit additions of registers that
/// wait for each other (1 cycle each), checked by one of multiplications (3 cycles each): where
/// the two differ by more than 2%, the multiplications count, for no processor folds those.
/// Cost: 0.1 ms.
double core_hertz();

/// Seconds this thread has run; others that hold the core do not count.
double thread_seconds();

/// Seconds by the clock on the wall.
double wall_clock_seconds();

}  // namespace lnz
