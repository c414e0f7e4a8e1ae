/* A second thread that takes a share of the work. */
#ifndef WEBAGG_WORKER_H
#define WEBAGG_WORKER_H

#include <stddef.h>

/* Run work(first) here and work(second) on the other thread if it is free in time, else
   here, too. Returns when both are done. Any thread may call it, also after a fork. */
void wa_both(void (*work)(void *), void *first, void *second);

/* Run work(what, i, who) for each i < n, on this thread and the other as they get to it:
   no two at once have the same `who`, 0 or 1. */
void wa_each(void (*work)(void *, size_t, int), void *what, size_t n);

#endif
