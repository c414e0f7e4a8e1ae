/* A second thread that takes a share of the work. */
#ifndef WEBAGG_WORKER_H
#define WEBAGG_WORKER_H

/* Run work(first) here and work(second) on the other thread if it is free in time, else
   here, too. Returns when both are done. Any thread may call it, also after a fork. */
void wa_both(void (*work)(void *), void *first, void *second);

#endif
