#include "app/options.hpp"

#include "fuzz/bytes.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/target.hpp"

namespace {

lnz::VerbSpec const& verb() {
  static lnz::VerbSpec const spec{"ais",
                                  "FILE",
                                  "A verb.",
                                  {{"config,C", "FILE", "", "an INI file", true},
                                   {"model", "FILE", "", "a text", true},
                                   {"seed", "N", "1", "a count", true},
                                   {"chains,m", "M", "1000", "a count"},
                                   {"beta", "B", "1", "a real"},
                                   {"max-time", "T", "1h", "a duration"},
                                   {"quiet,q", "", "", "a switch", true}}};
  return spec;
}

void use(lnz::Options const& options) {
  using lnz::fuzz::read_or_refuse;
  read_or_refuse([&] { options.text("model"); });
  read_or_refuse([&] { options.count("seed", 0); });
  read_or_refuse([&] { options.count("chains"); });
  read_or_refuse([&] { options.real("beta", -1e6, 1e6); });
  read_or_refuse([&] { options.duration("max-time"); });
  options.flag("quiet");
}

}  // namespace

/// The bytes as an INI file, and their lines as words of the command line.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static lnz::fuzz::MemoryFile file;
  std::string_view const text = lnz::fuzz::text_of(data, size);
  file.hold(text);
  lnz::fuzz::read_or_refuse([&] { use(lnz::Options::parse(verb(), {"--config", file.path()})); });

  std::vector<std::string> words(1);
  for (char const c : text)
    if (c == '\n')
      words.emplace_back();
    else
      words.back() += c;
  lnz::fuzz::read_or_refuse([&] { use(lnz::Options::parse(verb(), words)); });
  return 0;
}
