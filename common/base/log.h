/*
 * log: one line of key=value on standard error for each event, with time, level
 * and daemon in front: log_info("event=poll new=%zu ms=%d", n, ms). Log where
 * an error is handled, once; for single mentions bump a counter instead; never
 * log a person's text, name or a token. Any thread.
 */
#ifndef PULSO_BASE_LOG_H
#define PULSO_BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_init(const char *daemon, enum log_level level);  /* daemon must outlive the process */
void log_set_level(enum log_level level);
void log_set_json(int on);                                /* the same pairs as one JSON object a line */
void log_line(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...) log_line(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
