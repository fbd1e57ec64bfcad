#include "tidemark/array/io/print_options.h"

#include <utility>

namespace tidemark {
namespace {

// Null: the defaults.
thread_local const PrintOptions* current_options = nullptr;

}  // namespace

const PrintOptions& print_options() {
  static const PrintOptions& defaults = *new PrintOptions;
  return current_options != nullptr ? *current_options : defaults;
}

PrintOptionsScope::PrintOptionsScope(PrintOptions options)
    : options_(std::move(options)), outer_(std::exchange(current_options, &options_)) {}

PrintOptionsScope::~PrintOptionsScope() { current_options = outer_; }

}  // namespace tidemark
