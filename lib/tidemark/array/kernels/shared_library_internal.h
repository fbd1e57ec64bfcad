// A shared library that is looked for when it is first needed, and typed access to its functions.
//
// Used by what wraps numerical libraries that a program may well do without (blas.cc), so that a
// program which never multiplies matrices loads none of them and none of their threads.
//
// Ownership: a library stays loaded until the program ends, for it may have started threads; copies
// are cheap. Threading: opening is for one thread (put it in a local static), finding for all.
// Errors: what is not there is not found; nothing throws.
//
//     static const SharedLibrary blas = SharedLibrary::FirstWith(
//         "dgemm_", {"libblas.so.3", "libopenblas.so.0"}, "TIDEMARK_BLAS");
//     if (auto* const gemm = blas.Find<void(const char*, …)>("dgemm_")) …
#ifndef TIDEMARK_ARRAY_KERNELS_SHARED_LIBRARY_INTERNAL_H_
#define TIDEMARK_ARRAY_KERNELS_SHARED_LIBRARY_INTERNAL_H_

#include <dlfcn.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): secure_getenv

#include <initializer_list>
#include <string_view>
#include <type_traits>

namespace tidemark::kernels {

class SharedLibrary {
 public:
  // None: nothing is found in it.
  SharedLibrary() = default;

  // The first of `names` that can be loaded and has `symbol`; none where all fail. Where the
  // environment variable `variable` is set and not empty, its value stands for all names, and the
  // value `none` for no library. Programs with privileges that their user does not have ignore it.
  static SharedLibrary FirstWith(const char* symbol, std::initializer_list<const char*> names,
                                 const char* variable) noexcept {
    const char* const chosen = ::secure_getenv(variable);
    if (chosen == nullptr || *chosen == '\0') return FirstWith(symbol, names);
    if (std::string_view(chosen) == "none") return {};
    return FirstWith(symbol, {chosen});
  }
  static SharedLibrary FirstWith(const char* symbol,
                                 std::initializer_list<const char*> names) noexcept {
    for (const char* const name : names) {
      // Local: what the program itself calls keeps its meaning.
      void* const handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
      if (handle == nullptr) continue;
      if (::dlsym(handle, symbol) != nullptr) return SharedLibrary(handle);
    }
    return {};
  }

  bool is_open() const noexcept { return handle_ != nullptr; }

  // Null where there is no such function. That `Function` is its type is the caller's word.
  template <class Function>
  Function* Find(const char* symbol) const noexcept {
    static_assert(std::is_function_v<Function>);
    if (handle_ == nullptr) return nullptr;
    return reinterpret_cast<Function*>(::dlsym(handle_, symbol));
  }

 private:
  explicit SharedLibrary(void* handle) : handle_(handle) {}

  void* handle_ = nullptr;
};

}  // namespace tidemark::kernels

#endif  // TIDEMARK_ARRAY_KERNELS_SHARED_LIBRARY_INTERNAL_H_
