# Compiles must_not_compile.cc and holds every line of it to its mark.
#
#   cmake -D COMPILER=c++ -D INCLUDES=<folders> -P must_not_compile.cmake
set(source ${CMAKE_CURRENT_LIST_DIR}/must_not_compile.cc)
list(TRANSFORM INCLUDES PREPEND -I)
execute_process(
  COMMAND ${COMPILER} -std=c++20 -fsyntax-only -fdiagnostics-color=never
          ${OPTIONS} ${INCLUDES} ${source}
  RESULT_VARIABLE result ERROR_VARIABLE messages)
if(result EQUAL 0)
  message(FATAL_ERROR "all of ${source} compiles")
endif()

# A message of a template names the line of its use in "required from here".
set(blamed)
string(REGEX MATCHALL "must_not_compile.cc:[0-9]+:[0-9]+: +(error|required from here|in [^ ]*constexpr[^ ]* expansion|note: in (instantiation|call))"
       places "${messages}")
foreach(place IN LISTS places)
  string(REGEX REPLACE "must_not_compile.cc:([0-9]+):.*" "\\1" line "${place}")
  list(APPEND blamed ${line})
endforeach()

file(READ ${source} text)
string(REPLACE ";" " " text "${text}")
string(REPLACE "[" " " text "${text}")
string(REPLACE "]" " " text "${text}")
string(REPLACE "\n" ";" lines "${text}")
set(number 0)
set(wrong)
set(checked 0)
foreach(line IN LISTS lines)
  math(EXPR number "${number} + 1")
  list(FIND blamed ${number} found)
  if(line MATCHES "// NO$")
    math(EXPR checked "${checked} + 1")
    if(found EQUAL -1)
      string(APPEND wrong "line ${number} compiles: ${line}\n")
    endif()
  elseif(NOT found EQUAL -1)
    string(APPEND wrong "line ${number} does not compile: ${line}\n")
  endif()
endforeach()
if(wrong)
  message(FATAL_ERROR "${wrong}\n${messages}")
endif()
message(STATUS "${checked} wrong uses do not compile")
