// bare_httpd PORT THREADS: libmicrohttpd with nothing behind it.
//
// The yardstick for searchd: the same library, flags and number of threads, but every request gets the same
// 4,096 bytes from memory, one header, no log, no limits. What searchd reaches of this rate is what
// routing, searching and rendering leave over. See script/bench-http.

#include <microhttpd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { BODY_BYTES = 4096 };

// NOLINTNEXTLINE(readability-function-size): libmicrohttpd gives it eight parameters
static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload_data,
                              size_t *upload_data_size, void **request_context)
{
    (void)url;
    (void)method;
    (void)version;
    (void)upload_data;
    (void)upload_data_size;
    if (!*request_context) { // headers read; answer when the request is complete
        *request_context = connection;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(BODY_BYTES, cls, MHD_RESPMEM_PERSISTENT);
    (void)MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

int main(int argc, char **argv)
{
    static char body[BODY_BYTES];
    memset(body, 'x', sizeof body);
    unsigned threads = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
    unsigned short port = argc == 3 ? (unsigned short)strtoul(argv[1], NULL, 10) : 0;
    if (threads == 0 || port == 0) {
        (void)fprintf(stderr, "usage: bare_httpd PORT THREADS\n");
        return EX_USAGE;
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, answer, body,
        MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_END);
    if (!daemon) {
        (void)fprintf(stderr, "bare_httpd: cannot listen on port %u\n", port);
        return EX_OSERR;
    }
    sigset_t end;
    int signal;
    (void)sigemptyset(&end);
    (void)sigaddset(&end, SIGTERM);
    (void)sigaddset(&end, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &end, NULL);
    (void)sigwait(&end, &signal);
    MHD_stop_daemon(daemon);
    return EXIT_SUCCESS;
}
