// One line on stderr per message, with the priority prefix of sd-daemon(3) when the journal reads
// it and none otherwise. Only programs log; libraries return errors.
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

// Messages above `level` are dropped. `program` goes in front of each line (NULL: nothing). When
// $JOURNAL_STREAM names stderr, lines start with "<N>" instead of the program's name. `program` is
// kept, not copied. Call once, before threads.
struct log_options {
    const char *program;
    enum log_level level;
};
void log_open(struct log_options options);

// One write(2) a line, so that lines of several threads do not mix. Control characters become
// spaces; lines over about 1,000 bytes are cut on a UTF-8 boundary.
void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)

#endif
