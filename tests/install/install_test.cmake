# Builds the project SOURCE against the package in PREFIX, records a trace with it and has the installed
# command report on the trace. The installed headers are exactly those of
# cmake/TidemarkPublicHeaders.cmake (PUBLIC_HEADERS), and each of them compiles by itself.
cmake_minimum_required(VERSION 3.24)
include(${PUBLIC_HEADERS})
include(${CMAKE_CURRENT_LIST_DIR}/expectations.cmake)

set(expected)
foreach(library IN ITEMS base memory array trace bridge record malloc analysis report gate testing)
  list(TRANSFORM TIDEMARK_PUBLIC_HEADERS_${library} PREPEND tidemark/${library}/ OUTPUT_VARIABLE paths)
  list(APPEND expected ${paths})
endforeach()
list(SORT expected)
file(GLOB_RECURSE installed RELATIVE ${PREFIX}/include ${PREFIX}/include/*)
list(SORT installed)
if(NOT installed STREQUAL expected)
  set(superfluous ${installed})
  list(REMOVE_ITEM superfluous ${expected})
  list(REMOVE_ITEM expected ${installed})
  message(FATAL_ERROR "the installed headers are not the public ones:\n"
                      "  installed, but not public: ${superfluous}\n  public, but not installed: ${expected}")
endif()

set(headers)
configure(unknown "array;weather")
if(result EQUAL 0)
  message(FATAL_ERROR "a component that does not exist was found")
endif()
expect("tidemark has no component 'weather'")

set(headers ${installed})
configure(consumer "array;record;analysis;report;gate;testing")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the consumer does not configure:\n${output}")
endif()
run(${CMAKE_COMMAND} --build ${WORK}/consumer)

# A private header is out of reach.
set(headers tidemark/base/clock.h)
configure(private base)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the consumer of a private header does not configure:\n${output}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/private --target headers
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  message(FATAL_ERROR "a program could include tidemark/base/clock.h, which is private")
endif()
expect("tidemark/base/clock.h: No such file")

run(${CMAKE_COMMAND} -E env TIDEMARK_TRACE=${WORK}/run.json ${WORK}/consumer/program)
expect("sum 499500")
run(${WORK}/consumer/reader ${WORK}/run.json)
expect("peak 16000")
run(${PREFIX}/bin/tidemark report ${WORK}/run.json)
expect("PEAK   15.6 KiB in 2 buffers")
expect("program.cc:")
expect("unmodified-copy")
run(${PREFIX}/bin/tidemark check ${WORK}/run.json --limit "peak_bytes <= 16000"
    --limit "leak_count == 0")
expect("2 limits kept")
