# Writes a .c file with openapi.json as a byte array: cmake -DIN=… -DOUT=… -P openapi.cmake
file(READ "${IN}" hex HEX)
string(LENGTH "${hex}" size)
math(EXPR size "${size} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "((0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,))" "\\1\n" bytes "${bytes}")
file(WRITE "${OUT}" "// Written by searchd/api/openapi.cmake.
#include \"searchd/api/site.h\"

static const unsigned char openapi[] = {
${bytes}0};

struct slice site_openapi_text(void)
{
    return slice_of((const char *)openapi, ${size});
}
")
