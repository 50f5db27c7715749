# A build for another architecture of Debian, with its cross-compiler and the libraries that multiarch installs beside
# ours: script/package --arch. Its GNU name stands in the environment, since CMake reads this anew for whatever it tries.
set(CMAKE_SYSTEM_NAME Linux)
string(REGEX REPLACE "-.*" "" CMAKE_SYSTEM_PROCESSOR "$ENV{HEMICYCLE_HOST}")
set(CMAKE_C_COMPILER $ENV{HEMICYCLE_HOST}-gcc)
set(CMAKE_C_LIBRARY_ARCHITECTURE $ENV{HEMICYCLE_HOST})
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/$ENV{HEMICYCLE_HOST}/pkgconfig:/usr/share/pkgconfig)
