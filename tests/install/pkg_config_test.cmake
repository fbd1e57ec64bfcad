# Builds program.cc and reader.cc by the compiler alone, with what pkg-config says about the installed
# libraries in PREFIX, and runs them.
cmake_minimum_required(VERSION 3.24)
include(${CMAKE_CURRENT_LIST_DIR}/expectations.cmake)

file(MAKE_DIRECTORY ${WORK})
set(ENV{PKG_CONFIG_PATH} ${PREFIX}/${LIBDIR}/pkgconfig)
set(ENV{PKG_CONFIG_ALLOW_SYSTEM_LIBS})

# Builds ${WORK}/by_hand_<source> with the modules that follow.
function(build_by_hand source)
  run(${PKG_CONFIG} --print-errors --cflags --libs ${ARGN})
  string(STRIP "${output}" flags)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  run(${COMPILER} -std=c++20 -g ${SOURCE}/${source}.cc -o ${WORK}/by_hand_${source} ${flags})
endfunction()

run(${PKG_CONFIG} --modversion tidemark-array tidemark-record)
expect("${VERSION}\n${VERSION}")
build_by_hand(program tidemark-array tidemark-record)
run(${CMAKE_COMMAND} -E env TIDEMARK_TRACE=${WORK}/by_hand.json ${WORK}/by_hand_program)
expect("sum 499500")
build_by_hand(reader tidemark-analysis)
run(${WORK}/by_hand_reader ${WORK}/by_hand.json)
expect("peak 16000")
# Every library has a module, and what each of them needs is there.
foreach(library IN ITEMS base memory array trace record malloc analysis report gate testing)
  run(${PKG_CONFIG} --print-errors --exists tidemark-${library})
endforeach()
