# Runs the memory tests of the project SOURCE (memory_tests.cmake), which is built against the package in
# PREFIX, then builds it with a regression and expects them to fail.
cmake_minimum_required(VERSION 3.24)
include(${CMAKE_CURRENT_LIST_DIR}/expectations.cmake)

# A call that makes no sense stops the configuration, and says why.
function(expect_misuse message)
  file(CONFIGURE OUTPUT ${WORK}/misuse.cmake @ONLY CONTENT
       "include(@PREFIX@/@LIBDIR@/cmake/tidemark/TidemarkMemoryTest.cmake)\n@call@\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -P ${WORK}/misuse.cmake
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  if(result EQUAL 0)
    message(FATAL_ERROR "${call} is taken")
  endif()
  expect("${message}")
endfunction()
set(call "tidemark_add_memory_test(NAME a TARGET b)")
expect_misuse("judges nothing")
set(call "tidemark_add_memory_test(NAME a LIMITS c)")
expect_misuse("TARGET is missing")
set(call "tidemark_add_memory_test(TARGET b LIMITS c)")
expect_misuse("NAME has to be made of")
set(call "tidemark_add_memory_test(NAME a/b TARGET b LIMITS c)")
expect_misuse("NAME has to be made of")
set(call "tidemark_add_memory_test(NAME a TARGET b LIMIT c)")
expect_misuse("unknown arguments LIMIT;c")
set(call "tidemark_add_memory_test(NAME a TARGET b LIMITS)")
expect_misuse("nothing follows LIMITS")
set(call "tidemark_add_memory_test(NAME a TARGET b LIMITS c RUNS 0)")
expect_misuse("RUNS is '0'")

set(headers)
configure(consumer "array;record;analysis")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the project with memory tests does not configure:\n${output}")
endif()
run(${CMAKE_COMMAND} --build ${WORK}/consumer)

# Runs the tests that match `pattern`, and expects as many to fail as `failing` names.
function(expect_tests pattern passing failing skipped)
  execute_process(COMMAND ${CTEST} --test-dir ${WORK}/consumer -R ${pattern} -V
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  foreach(kind IN ITEMS passing failing skipped)
    foreach(test IN LISTS ${kind})
      string(REPLACE "." "\\." test "${test}")
      set(passing_text "Passed")
      set(failing_text "\\*\\*\\*Failed|\\*\\*\\*Not Run|Failed Required")
      set(skipped_text "\\*\\*\\*Skipped")
      if(NOT output MATCHES "Test +#[0-9]+: ${test} \\.*[ ]*(${${kind}_text})")
        message(FATAL_ERROR "${test} is not ${kind}:\n${output}")
      endif()
    endforeach()
  endforeach()
  if("${failing}" STREQUAL "" AND NOT result EQUAL 0 OR
     NOT "${failing}" STREQUAL "" AND result EQUAL 0)
    message(FATAL_ERROR "ctest ended with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# Asked for by name, the check brings its recording along.
expect_tests("^measured.memory$" "measured.memory.record;measured.memory" "" "")
expect("name=\"copy_count\">0</CTestMeasurement>")
expect_tests("^measured.config$" "measured.config.record;measured.config" "" "")
expect_tests("^heap.memory$" "heap.memory.record;heap.memory" "" "")
expect("heap.memory.2.tmk")
expect_tests("^static.memory$" "" "" "static.memory.record;static.memory")
expect("is statically linked")
expect_tests("^forgotten.memory$" "" "forgotten.memory.record;forgotten.memory" "")
expect("link tidemark::record into it")
run(${CTEST} --test-dir ${WORK}/consumer -N -L "memory" -L "fast")
expect("Total Tests: 2")

# Without its recording the check has nothing to judge, and says so.
file(REMOVE_RECURSE ${WORK}/consumer/tidemark/measured.memory)
execute_process(COMMAND ${CTEST} --test-dir ${WORK}/consumer -R "^measured.memory$" -FA .* -V
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  message(FATAL_ERROR "a check without a trace passed:\n${output}")
endif()
expect("there is no trace in")

# A baseline that is not there is no pass; the target makes it.
set(baseline ${WORK}/consumer/measured.baseline.json)
expect_tests("^baseline.memory$" "baseline.memory.record" "baseline.memory" "")
expect("build the target tidemark-update-baselines")
if(EXISTS ${baseline})
  message(FATAL_ERROR "a test has written the baseline")
endif()
run(${CMAKE_COMMAND} --build ${WORK}/consumer --target tidemark-update-baselines)
file(SHA256 ${baseline} before)
expect_tests("^(baseline|limited).memory$"
             "baseline.memory.record;baseline.memory;limited.memory.record;limited.memory" "" "")

run(${CMAKE_COMMAND} -D REGRESSION=ON ${WORK}/consumer)
run(${CMAKE_COMMAND} --build ${WORK}/consumer)
expect_tests("^measured.memory$" "measured.memory.record" "measured.memory" "")
expect("limit: copy_count == 0")
expect("measured.cc:")
expect_tests("^measured.config$" "measured.config.record" "measured.config" "")
expect_tests("^heap.memory$" "heap.memory.record" "heap.memory" "")

# Against the baseline as well, which a failing test leaves alone.
expect_tests("^baseline.memory$" "baseline.memory.record" "baseline.memory" "")
expect("copy_bytes 0 B → 6.25 KiB")
expect("measured.cc:")
expect("build the target tidemark-update-baselines")
file(SHA256 ${baseline} after)
if(NOT before STREQUAL after)
  message(FATAL_ERROR "a failing test has changed the baseline")
endif()
# The target takes what is used now, from the program as it is now; not what fails a limit, of the
# configuration here (copy_bytes), without a reason.
run(${CMAKE_COMMAND} --build ${WORK}/consumer --target tidemark-update-baseline.baseline.memory)
expect_tests("^baseline.memory$" "baseline.memory.record;baseline.memory" "" "")
set(limited ${WORK}/consumer/limited.baseline.json)
file(SHA256 ${limited} before)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/consumer --target tidemark-update-baselines
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
file(SHA256 ${limited} after)
if(result EQUAL 0 OR NOT before STREQUAL after)
  message(FATAL_ERROR "a baseline was updated over a limit:\n${output}")
endif()
expect("TIDEMARK_ACCEPT_REASON")
run(${CMAKE_COMMAND} -E env "TIDEMARK_ACCEPT_REASON=it's \"worth\" it"
    ${CMAKE_COMMAND} --build ${WORK}/consumer --target tidemark-update-baselines)
file(READ ${limited} accepted)
if(NOT accepted MATCHES "it's .*worth.* it")
  message(FATAL_ERROR "the baseline does not say why it was accepted:\n${accepted}")
endif()
# The baseline is that of the regression now, and the limit fails as before.
expect_tests("^limited.memory$" "limited.memory.record" "limited.memory" "")

# A command that is gone skips; it does not pass.
file(RENAME ${PREFIX}/bin/tidemark ${PREFIX}/bin/elsewhere)
expect_tests("^measured.memory$" "" "" "measured.memory.record;measured.memory")
file(RENAME ${PREFIX}/bin/elsewhere ${PREFIX}/bin/tidemark)
