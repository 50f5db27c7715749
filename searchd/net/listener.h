// A listening socket from "ADDRESS:PORT".
#ifndef SEARCHD_NET_LISTENER_H
#define SEARCHD_NET_LISTENER_H

#include "base/error.h"

// Whether such an address can be, without listening there: STATUS_INVALID says what is wrong with it.
enum status listener_check(const char *where, struct error *err) STATUS_NODISCARD;

// Opens and listens. The caller closes.
enum status listener_open(const char *where, int *fd, struct error *err) STATUS_NODISCARD;

enum { LISTENER_TEXT_SIZE = 80 };

// "http://127.0.0.1:8080" of a listening socket: its real port, also when 0 was asked for.
void listener_describe(int fd, char text[LISTENER_TEXT_SIZE]);

#endif
