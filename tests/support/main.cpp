#include "lnz/communicator.hpp"

#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

int main(int argc, char* argv[]) {
  lnz::Session const session(argc, argv);
  return Catch::Session().run(argc, argv);
}
