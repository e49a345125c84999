#pragma once

namespace lnz {

/// From now on SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU and SIGHUP (unless ignored, as by nohup)
/// ask this process to stop where they would have ended it; any number of them, at any time.
void watch_stop_signals();

/// Whether one has come.
bool stop_signalled();

}  // namespace lnz
