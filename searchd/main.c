// hemicycle-searchd: answers ranked queries over HTTP. See docs/man/hemicycle-searchd.8.
//
// Reads the command line and the environment, runs the daemon, and turns its status into an exit code of
// sysexits.h.
#include "base/log.h"
#include "searchd/config_check.h"
#include "searchd/daemon.h"
#include "searchd/options.h"

#include <argp.h>

const char *argp_program_version = "hemicycle-searchd " HEMICYCLE_VERSION;

int main(int argc, char **argv)
{
    struct options options;
    struct error err = {0};
    enum status status = options_read(argc, argv, &options, &err);
    log_open((struct log_options){
        .program = options.program,
        .level = status == STATUS_OK && options.is_verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO});
    if (status == STATUS_OK && options.print_config) {
        options_print(&options);
        return 0;
    }
    if (status == STATUS_OK && options.check_config)
        return status_exit_code(config_check(&options));
    if (status == STATUS_OK)
        status = daemon_run(&options, &err);
    if (status == STATUS_OK)
        return 0;
    log_error("%s", err.message[0] ? err.message : status_name(status));
    return status_exit_code(status);
}
