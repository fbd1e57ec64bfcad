# Tests that fail when a program takes more memory than it may. Comes with find_package(tidemark).
#
#   find_package(tidemark CONFIG REQUIRED COMPONENTS array record)
#   enable_testing()
#   tidemark_add_memory_test(NAME pipeline.memory TARGET pipeline ARGS --size 100
#                            LIMITS "peak_bytes <= 64MiB" "redundant_copy_count == 0"
#                            BASELINE pipeline.baseline.json)
#
# tidemark_add_memory_test(NAME <test> TARGET <program> [ARGS <argument>…]
#                          [LIMITS <limit>…] [CONFIG <tidemark.json>] [BASELINE <file>]
#                          [HEAP] [RUNS <n>] [LABELS <label>…] [TIMEOUT <seconds>])
#
# Adds the tests
#   <test>.record   runs the program and leaves its trace in the build folder
#   <test>          judges the trace; ctest runs <test>.record before it, also by `ctest -R`
# and, with a BASELINE, the target tidemark-update-baseline.<test>.
#
#   ARGS      of the program
#   LIMITS    what `tidemark check --limit` takes, a limit each
#   CONFIG, BASELINE   files; a relative path starts at the folder of the CMakeLists.txt. At least one
#             of LIMITS, CONFIG and BASELINE is needed: a test that judges nothing is refused
#   HEAP      the program does not link tidemark::record: all of its heap is recorded (tidemark run)
#   RUNS      records so often, and judges all traces together: the least of them counts. For programs
#             whose threads make the peak differ
#   LABELS    besides the label `memory`, which all of these tests have
#   TIMEOUT   of each of the two tests
#
# Where nothing can be recorded (no tidemark command, a static program, a sanitizer and HEAP) both tests
# end with 77 and are shown as skipped. Other properties may be set on both by name, for example
# set_tests_properties(<test>.record PROPERTIES ENVIRONMENT "OMP_NUM_THREADS=1").
#
# The target tidemark-update-baselines records again and rewrites the baseline of every memory test
# that has one; a test never does. What fails a limit is refused, unless the environment has a reason
# (which the baseline keeps where the limit is one of CONFIG):
#
#   TIDEMARK_ACCEPT_REASON='the cache is worth it' cmake --build build --target tidemark-update-baselines

function(tidemark_add_memory_test)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "HEAP" "NAME;TARGET;CONFIG;BASELINE;RUNS;TIMEOUT"
                        "ARGS;LIMITS;LABELS")
  set(self "tidemark_add_memory_test(${ARG_NAME})")
  if(DEFINED ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${self}: unknown arguments ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(DEFINED ARG_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "${self}: nothing follows ${ARG_KEYWORDS_MISSING_VALUES}")
  endif()
  # It becomes part of names of files and targets.
  if(NOT "${ARG_NAME}" MATCHES "^[A-Za-z0-9_][A-Za-z0-9_.+-]*$")
    message(FATAL_ERROR "${self}: NAME has to be made of letters, digits and _ . + -")
  endif()
  if(NOT DEFINED ARG_TARGET)
    message(FATAL_ERROR "${self}: TARGET is missing: the program that is run")
  endif()
  if(NOT DEFINED ARG_LIMITS AND NOT DEFINED ARG_CONFIG AND NOT DEFINED ARG_BASELINE)
    message(FATAL_ERROR "${self}: judges nothing; give LIMITS, CONFIG or BASELINE, for example "
                        "LIMITS \"peak_bytes <= 64MiB\"")
  endif()
  if(NOT DEFINED ARG_RUNS)
    set(ARG_RUNS 1)
  elseif(NOT ARG_RUNS MATCHES "^[1-9][0-9]*$")
    message(FATAL_ERROR "${self}: RUNS is '${ARG_RUNS}', and has to be 1 or more")
  endif()

  set(tidemark none)
  if(TARGET tidemark::tidemark)
    set(tidemark $<TARGET_FILE:tidemark::tidemark>)
  endif()
  set(driver sh ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/tidemark_memory_test.sh)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/tidemark/${ARG_NAME})
  set(how linked)
  if(ARG_HEAP)
    set(how heap)
  endif()
  # Followed by ${ARG_ARGS} where it is used: a variable in between would split what has a semicolon.
  set(run_options ${ARG_NAME} ${ARG_RUNS} ${how} $<TARGET_FILE:${ARG_TARGET}>)
  set(limits)
  foreach(limit IN LISTS ARG_LIMITS)
    list(APPEND limits --limit ${limit})
  endforeach()
  set(files)
  if(DEFINED ARG_CONFIG)
    cmake_path(ABSOLUTE_PATH ARG_CONFIG BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    list(APPEND files --config ${ARG_CONFIG})
  endif()
  if(DEFINED ARG_BASELINE)
    cmake_path(ABSOLUTE_PATH ARG_BASELINE BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    list(APPEND files --baseline ${ARG_BASELINE})
  endif()

  add_test(NAME ${ARG_NAME}.record
           COMMAND ${driver} record ${tidemark} ${folder} ${run_options} ${ARG_ARGS})
  add_test(NAME ${ARG_NAME} COMMAND ${driver} check ${tidemark} ${folder} ${limits} ${files}
           WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})  # the repository whose files it names
  set_tests_properties(${ARG_NAME}.record PROPERTIES FIXTURES_SETUP ${ARG_NAME}.trace)
  set_tests_properties(${ARG_NAME} PROPERTIES FIXTURES_REQUIRED ${ARG_NAME}.trace)
  set_tests_properties(${ARG_NAME} ${ARG_NAME}.record
                       PROPERTIES SKIP_RETURN_CODE 77 LABELS "memory;${ARG_LABELS}")
  if(DEFINED ARG_TIMEOUT)
    set_tests_properties(${ARG_NAME} ${ARG_NAME}.record PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  endif()

  if(DEFINED ARG_BASELINE)
    if(NOT TARGET tidemark-update-baselines)
      add_custom_target(tidemark-update-baselines)
    endif()
    # In a folder of its own: a test that runs at the same time keeps its traces.
    set(update_folder ${CMAKE_CURRENT_BINARY_DIR}/tidemark/update/${ARG_NAME})
    add_custom_target(tidemark-update-baseline.${ARG_NAME} VERBATIM
                      COMMAND ${driver} record ${tidemark} ${update_folder} ${run_options}
                              ${ARG_ARGS}
                      COMMAND ${driver} update ${tidemark} ${update_folder} ${ARG_BASELINE}
                              "${ARG_CONFIG}" ${limits})
    add_dependencies(tidemark-update-baselines tidemark-update-baseline.${ARG_NAME})
  endif()
endfunction()
