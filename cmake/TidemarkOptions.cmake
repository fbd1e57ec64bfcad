# Build options, and the interface targets that carry warnings and sanitizers. There are no global
# compile flags: a library of this project links tidemark_warnings and tidemark_sanitizers PRIVATE.

# Before anything that says where things are installed: the command, the tests, the package.
include(GNUInstallDirs)

option(TIDEMARK_HOOKS "Compile the memory hooks in; OFF makes every event a no-op" ON)
option(TIDEMARK_BUILD_TOOLS "Build the tidemark command and the examples" ${PROJECT_IS_TOP_LEVEL})
option(TIDEMARK_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(TIDEMARK_BUILD_BENCHMARKS "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(TIDEMARK_BUILD_FUZZERS "Build libFuzzer targets (needs clang)" OFF)
option(TIDEMARK_INSTALL "Generate install rules" ${PROJECT_IS_TOP_LEVEL})
option(TIDEMARK_WERROR "Treat warnings as errors in this project's own code" OFF)
set(TIDEMARK_TEST_OPTIONS "" CACHE STRING
    "Compiler options of the tests alone; -O0 halves what they take to build")
set(TIDEMARK_UNITY_BATCH 0 CACHE STRING
    "Compile so many sources of a target at a time: a full build takes a third; 0: each by itself")
set(TIDEMARK_SANITIZE "" CACHE STRING "Value for -fsanitize=, for example address,undefined")

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

# A compiler cache, where the machine has one, and for the tests a fast linker.
if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(TIDEMARK_CCACHE ccache)
  if(TIDEMARK_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${TIDEMARK_CCACHE}")
  endif()
endif()

find_program(TIDEMARK_MOLD mold)
add_library(tidemark_fast_linker INTERFACE)
if(TIDEMARK_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12.1)
  target_link_options(tidemark_fast_linker INTERFACE -fuse-ld=mold)
endif()

# -Wshadow speaks of names that one source sees: see tidemark_unite.
add_library(tidemark_warnings INTERFACE)
target_compile_options(tidemark_warnings INTERFACE -Wall -Wextra -Wconversion
                       $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>
                       $<$<BOOL:${TIDEMARK_WERROR}>:-Werror>)
# GCC 12 warns of overlaps and bounds inside its own std::string (GCC bugs 105329 and 105651); whether
# it does depends on the length of literals, and so on where the checkout lies. These stay warnings.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(tidemark_warnings INTERFACE -Wno-error=restrict -Wno-error=array-bounds
                         -Wno-error=stringop-overflow -Wno-error=stringop-overread)
endif()
# Reproducible paths in call sites: __builtin_FILE() gives the path from the project's root, also where
# sources are named relative to the build directory (ccache does that with base_dir).
file(RELATIVE_PATH root_from_build "${PROJECT_BINARY_DIR}" "${PROJECT_SOURCE_DIR}")
string(REGEX REPLACE "([^/])$" "\\1/" root_from_build "${root_from_build}")
target_compile_options(tidemark_warnings INTERFACE
                       "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=")
if(root_from_build)
  target_compile_options(tidemark_warnings INTERFACE "-fmacro-prefix-map=${root_from_build}=")
endif()

add_library(tidemark_sanitizers INTERFACE)
if(TIDEMARK_SANITIZE)
  target_compile_options(tidemark_sanitizers INTERFACE -fsanitize=${TIDEMARK_SANITIZE}
                         -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # Checks as calls instead of inline: less to compile.
  if(TIDEMARK_SANITIZE MATCHES address AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(tidemark_sanitizers
                           INTERFACE --param=asan-instrumentation-with-call-threshold=0)
  endif()
  target_link_options(tidemark_sanitizers INTERFACE -fsanitize=${TIDEMARK_SANITIZE})
endif()
