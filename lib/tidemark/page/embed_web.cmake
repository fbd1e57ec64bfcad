# Bundles web/ and writes the bundle as C++: cmake -D SOURCE=web -D FOLDER=… -D NODE=… -D OUT=….cc -P …
#
# The sources are copied beside the packages first, since node looks for packages upward from a file.
foreach(name src page.css build.mjs tsconfig.json package.json)
  file(REMOVE_RECURSE ${FOLDER}/${name})
  if(EXISTS ${SOURCE}/${name})
    file(COPY ${SOURCE}/${name} DESTINATION ${FOLDER})
  endif()
endforeach()
file(MAKE_DIRECTORY ${FOLDER}/bundle)
execute_process(COMMAND ${NODE} build.mjs ${FOLDER}/bundle WORKING_DIRECTORY ${FOLDER}
                RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(failed)
  message(FATAL_ERROR "the HTML page could not be bundled:\n${said}")
endif()

# A text as the elements of a char array: string literals have a bound that compilers may not pass.
function(tidemark_embed file function out)
  file(READ ${file} hex HEX)
  file(READ ${file} text)
  string(TOLOWER "${text}" lower)
  foreach(mark "</script" "</style" "<!--")
    string(FIND "${lower}" "${mark}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${file} holds ${mark}: it cannot stand within HTML")
    endif()
  endforeach()
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  set(${out} "constexpr char k${function}[] = {\n${bytes}'\\0'};\n" PARENT_SCOPE)
endfunction()
tidemark_embed(${FOLDER}/bundle/page.js Script script)
tidemark_embed(${FOLDER}/bundle/page.css Style style)
file(WRITE ${OUT}
     "// Made by embed_web.cmake from lib/tidemark/page/web.\n"
     "#include \"tidemark/page/web_files.h\"\n\nnamespace tidemark::page {\nnamespace {\n\n"
     "${script}\n${style}\n}  // namespace\n\n"
     "absl::string_view WebScript() { return {kScript, sizeof(kScript) - 1}; }\n"
     "absl::string_view WebStyle() { return {kStyle, sizeof(kStyle) - 1}; }\n\n"
     "}  // namespace tidemark::page\n")
