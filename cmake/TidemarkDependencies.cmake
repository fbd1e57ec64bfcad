# What the project uses from outside. Debian packages serve first; FetchContent is for people
# elsewhere (FIND_PACKAGE_ARGS makes it try find_package before it downloads anything).
include(FetchContent)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(LibDw REQUIRED)

FetchContent_Declare(absl URL https://github.com/abseil/abseil-cpp/archive/refs/tags/20220623.1.tar.gz
                     FIND_PACKAGE_ARGS NAMES absl)
FetchContent_Declare(nlohmann_json
                     URL https://github.com/nlohmann/json/releases/download/v3.11.2/json.tar.xz
                     FIND_PACKAGE_ARGS 3.10)
FetchContent_Declare(simdjson URL https://github.com/simdjson/simdjson/archive/refs/tags/v3.0.1.tar.gz
                     FIND_PACKAGE_ARGS 3.0)
FetchContent_MakeAvailable(absl nlohmann_json simdjson)

# Debian's zstd package brings a CMake config with different target names in different releases.
find_package(zstd CONFIG REQUIRED)
add_library(tidemark_zstd INTERFACE)
if(TARGET zstd::libzstd_shared)
  target_link_libraries(tidemark_zstd INTERFACE zstd::libzstd_shared)
else()
  target_link_libraries(tidemark_zstd INTERFACE zstd::libzstd_static)
endif()

if(TIDEMARK_BUILD_TOOLS)
  FetchContent_Declare(CLI11 URL https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.3.2.tar.gz
                       FIND_PACKAGE_ARGS 2.1)
  FetchContent_MakeAvailable(CLI11)
endif()
if(TIDEMARK_BUILD_TESTS)
  FetchContent_Declare(googletest URL https://github.com/google/googletest/archive/refs/tags/release-1.12.1.tar.gz
                       FIND_PACKAGE_ARGS NAMES GTest)
  FetchContent_MakeAvailable(googletest)
  include(GoogleTest)
endif()
if(TIDEMARK_BUILD_BENCHMARKS)
  FetchContent_Declare(benchmark URL https://github.com/google/benchmark/archive/refs/tags/v1.7.1.tar.gz
                       FIND_PACKAGE_ARGS)
  FetchContent_MakeAvailable(benchmark)
endif()
