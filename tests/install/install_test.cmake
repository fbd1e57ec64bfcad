# Installs the build BUILD to a fresh prefix, builds the project SOURCE against it, records a trace
# with it and has the installed command report on the trace.
cmake_minimum_required(VERSION 3.24)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nfailed with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect text)
  string(FIND "${output}" "${text}" at)
  if(at LESS 0)
    message(FATAL_ERROR "expected '${text}' in:\n${output}")
  endif()
endfunction()

function(configure name components)
  file(REMOVE_RECURSE ${WORK}/${name})
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/${name} -G ${GENERATOR}
            -D CMAKE_MAKE_PROGRAM=${MAKE} -D CMAKE_CXX_COMPILER=${COMPILER}
            -D CMAKE_PREFIX_PATH=${WORK}/prefix "-DCOMPONENTS=${components}"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(result ${result} PARENT_SCOPE)
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
file(GLOB_RECURSE internal ${WORK}/prefix/include/*_internal.h)
if(internal)
  message(FATAL_ERROR "internal headers were installed: ${internal}")
endif()

configure(unknown "array;weather")
if(result EQUAL 0)
  message(FATAL_ERROR "a component that does not exist was found")
endif()
expect("tidemark has no component 'weather'")

configure(consumer "array;record;analysis")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the consumer does not configure:\n${output}")
endif()
run(${CMAKE_COMMAND} --build ${WORK}/consumer)

run(${CMAKE_COMMAND} -E env TIDEMARK_TRACE=${WORK}/run.json ${WORK}/consumer/program)
expect("sum 499500")
run(${WORK}/consumer/reader ${WORK}/run.json)
expect("peak 16000")
run(${WORK}/prefix/bin/tidemark report ${WORK}/run.json)
expect("PEAK   15.6 KiB in 2 buffers")
expect("program.cc:")
expect("unmodified-copy")
run(${WORK}/prefix/bin/tidemark check ${WORK}/run.json --limit "peak_bytes <= 16000"
    --limit "leak_count == 0")
expect("2 limits kept")
