# Configures tiny projects that break the law of dependencies and demands that each is refused; and
# one that keeps it, which must be accepted.
cmake_minimum_required(VERSION 3.24)

# Configures a project of the line `call` and looks for `expected` ("fine" or a part of the error).
function(expect name call expected)
  set(root ${WORK}/${name})
  file(REMOVE_RECURSE ${root})
  file(WRITE ${root}/CMakeLists.txt "cmake_minimum_required(VERSION 3.24)
project(fixture LANGUAGES CXX)
include(${LAW})
foreach(library IN ITEMS base memory array)
  set(TIDEMARK_PUBLIC_HEADERS_\${library})
endforeach()
tidemark_add_library(NAME base)
${call}
")
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S ${root} -B ${root}/build -G ${GENERATOR}
            -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_MAKE_PROGRAM=${MAKE}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  if(expected STREQUAL "fine")
    if(NOT result EQUAL 0)
      message(FATAL_ERROR "${name}: expected to configure, got:\n${output}")
    endif()
  elseif(result EQUAL 0)
    message(FATAL_ERROR "${name}: '${call}' was accepted")
  elseif(NOT output MATCHES "${expected}")
    message(FATAL_ERROR "${name}: expected '${expected}' in:\n${output}")
  endif()
endfunction()

expect(downward "tidemark_add_library(NAME memory DEPS base)" fine)
expect(upward "tidemark_add_library(NAME array DEPS trace)" "'array' may not depend on 'trace'")
expect(no_row "tidemark_add_library(NAME utils DEPS base)" "'utils' has no row in the law")
expect(typing_error "tidemark_add_library(NAME memory DEP base)" "unknown arguments")
expect(missing_header "set(TIDEMARK_PUBLIC_HEADERS_memory gone.h)
tidemark_add_library(NAME memory DEPS base)" "public header gone.h of 'memory' does not exist")
