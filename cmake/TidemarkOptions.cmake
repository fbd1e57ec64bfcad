# Build options, and the interface targets that carry warnings and sanitizers. There are no global
# compile flags: a library of this project links tidemark_warnings and tidemark_sanitizers PRIVATE.

option(TIDEMARK_HOOKS "Compile the memory hooks in; OFF makes every event a no-op" ON)
option(TIDEMARK_BLAS "Multiply matrices by CBLAS where it is found" ON)
option(TIDEMARK_BUILD_TOOLS "Build the tidemark command and the examples" ${PROJECT_IS_TOP_LEVEL})
option(TIDEMARK_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(TIDEMARK_BUILD_BENCHMARKS "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(TIDEMARK_BUILD_FUZZERS "Build libFuzzer targets (needs clang)" OFF)
option(TIDEMARK_INSTALL "Generate install rules" ${PROJECT_IS_TOP_LEVEL})
option(TIDEMARK_WERROR "Treat warnings as errors in this project's own code" OFF)
set(TIDEMARK_TEST_OPTIONS "" CACHE STRING
    "Compiler options of the tests alone; -O0 halves what they take to build")
set(TIDEMARK_SANITIZE "" CACHE STRING "Value for -fsanitize=, for example address,undefined")

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

# A compiler cache and a fast linker, where the machine has them.
if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(TIDEMARK_CCACHE ccache)
  if(TIDEMARK_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${TIDEMARK_CCACHE}")
  endif()
endif()

add_library(tidemark_warnings INTERFACE)
target_compile_options(tidemark_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow
                       $<$<BOOL:${TIDEMARK_WERROR}>:-Werror>)
# GCC 12 warns of overlaps and bounds inside its own std::string (GCC bugs 105329 and 105651); whether
# it does depends on the length of literals, and so on where the checkout lies. These stay warnings.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(tidemark_warnings INTERFACE -Wno-error=restrict -Wno-error=array-bounds
                         -Wno-error=stringop-overflow -Wno-error=stringop-overread)
endif()
# Reproducible paths in call sites: __builtin_FILE() gives the path from the project's root.
target_compile_options(tidemark_warnings INTERFACE
                       "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=")

add_library(tidemark_sanitizers INTERFACE)
if(TIDEMARK_SANITIZE)
  target_compile_options(tidemark_sanitizers INTERFACE -fsanitize=${TIDEMARK_SANITIZE}
                         -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(tidemark_sanitizers INTERFACE -fsanitize=${TIDEMARK_SANITIZE})
endif()
