#include "parallel/for_each.hpp"
#include "parallel/threads.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <set>
#include <thread>
#include <vector>

using namespace lnz;

TEST_CASE("for_each_index visits every index once, on any number of threads") {
  int const before = thread_count();
  for (int threads : {1, 2, 3}) {
    set_thread_count(threads);
    CHECK(thread_count() == threads);
    for (std::size_t n : {0, 1, 2, 3, 100, 10000}) {
      std::vector<int> visits(n, 0);
      std::atomic<std::size_t> total = 0;
      for_each_index(n, [&](std::size_t i) {
        ++visits[i];
        ++total;
      });
      CHECK(visits == std::vector<int>(n, 1));
      CHECK(total == n);
    }
  }
  set_thread_count(before);
}

TEST_CASE("for_each_index runs on the threads it may use") {
  int const before = thread_count();
  for (int threads : {1, 3}) {
    set_thread_count(threads);
    std::vector<std::thread::id> worker(60);
    for_each_index(worker.size(), [&](std::size_t i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      worker[i] = std::this_thread::get_id();
    });
    CHECK(std::set(worker.begin(), worker.end()).size() == static_cast<std::size_t>(threads));
  }
  set_thread_count(before);
}
