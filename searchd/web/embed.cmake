# Writes a .c file with the contents of web/ as byte arrays: cmake -DOUT=… -DFILES=a;b -P embed.cmake
set(text "// Written by searchd/web/embed.cmake.\n#include \"searchd/web/web_file.h\"\n")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  get_filename_component(stem "${file}" NAME_WE)
  get_filename_component(extension "${file}" EXT)
  set(type text/html) # templates: never sent as they are
  if(extension STREQUAL .css)
    set(type "text/css; charset=utf-8")
  elseif(extension STREQUAL .js)
    set(type "text/javascript; charset=utf-8")
  elseif(extension STREQUAL .svg)
    set(type image/svg+xml)
  endif()
  file(SHA256 "${file}" hash)
  string(SUBSTRING "${hash}" 0 8 hash)
  file(READ "${file}" contents)
  if(extension STREQUAL .js) # comments and indentation are for us
    string(REGEX REPLACE "\n[ \t]*//[^\n]*" "" contents "\n${contents}")
    string(REGEX REPLACE "\n[ \t\n]+" "\n" contents "${contents}")
  elseif(extension STREQUAL .css) # no string in it holds ';' '{' '}' ': ' or ', '
    string(REGEX REPLACE "/\\*([^*]|\\*[^/])*\\*/" "" contents "${contents}")
    string(REGEX REPLACE "\n[ \t\n]*" "\n" contents "${contents}")
    string(REGEX REPLACE "[ \n]*([;{}])[ \n]*" "\\1" contents "${contents}")
    string(REGEX REPLACE "([:,])[ \n]+" "\\1" contents "${contents}")
  endif()
  string(HEX "${contents}" hex)
  string(LENGTH "${hex}" size)
  math(EXPR size "${size} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)"
    "\\1\n" bytes "${bytes}")
  string(REPLACE "." "_" symbol "${name}")
  string(APPEND text
    "\nstatic const unsigned char ${symbol}[] = {\n${bytes}0};\n"
    "const struct web_file web_${symbol} = {\n    \"${name}\", \"${type}\", {(const char *)${symbol}, ${size}}, \"${stem}-${hash}${extension}\"};\n")
endforeach()
file(WRITE "${OUT}" "${text}")
