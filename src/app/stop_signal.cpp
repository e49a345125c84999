#include "app/stop_signal.hpp"

#include <csignal>
#include <initializer_list>

namespace lnz {
namespace {

std::sig_atomic_t volatile g_stop = 0;

extern "C" void note_stop(int) { g_stop = 1; }

}  // namespace

void watch_stop_signals() {
  struct sigaction note {};
  note.sa_handler = note_stop;
  note.sa_flags = SA_RESTART;  // a write under way goes on
  sigemptyset(&note.sa_mask);
  for (int signal : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU}) sigaction(signal, &note, nullptr);
  struct sigaction hangup {};
  sigaction(SIGHUP, nullptr, &hangup);
  if (hangup.sa_handler != SIG_IGN) sigaction(SIGHUP, &note, nullptr);
}

bool stop_signalled() { return g_stop != 0; }

}  // namespace lnz
