/* Linux's epoll; elsewhere nothing. */
#ifndef WEBAGG_EPOLL_H
#define WEBAGG_EPOLL_H

#ifdef __linux__

#include <sys/epoll.h>
#include <unistd.h>

#define WA_EPOLL 1
#define WA_READ EPOLLIN
#define WA_WRITE EPOLLOUT

typedef struct epoll_event wa_ready;

static int wa_epoll_open(void)
{
    return epoll_create1(EPOLL_CLOEXEC);
}

static void wa_epoll_close(int epoll)
{
    close(epoll);
}

/* Watch fd for events instead of those before: none is given as 0, before and now. */
static int wa_epoll_watch(int epoll, int fd, unsigned before, unsigned events)
{
    struct epoll_event event = {.events = events, .data = {.fd = fd}};
    int what = !events ? EPOLL_CTL_DEL : before ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    return epoll_ctl(epoll, what, fd, &event);
}

static int wa_epoll_wait(int epoll, wa_ready *ready, int most, int milliseconds)
{
    return epoll_wait(epoll, ready, most, milliseconds);
}

static int wa_fd(const wa_ready *ready)
{
    return ready->data.fd;
}

/* An error or the end wakes both who reads and who writes. */
static unsigned wa_events(const wa_ready *ready)
{
    unsigned events = ready->events & (WA_READ | WA_WRITE);
    return ready->events & ~(WA_READ | WA_WRITE) ? WA_READ | WA_WRITE : events;
}

#else

#define WA_EPOLL 0
#define WA_READ 1
#define WA_WRITE 4

typedef int wa_ready;

static int wa_epoll_open(void)
{
    return -1;
}

static void wa_epoll_close(int epoll)
{
    (void)epoll;
}

static int wa_epoll_watch(int epoll, int fd, unsigned before, unsigned events)
{
    (void)epoll;
    (void)fd;
    (void)before;
    (void)events;
    return -1;
}

static int wa_epoll_wait(int epoll, wa_ready *ready, int most, int milliseconds)
{
    (void)epoll;
    (void)ready;
    (void)most;
    (void)milliseconds;
    return -1;
}

static int wa_fd(const wa_ready *ready)
{
    return *ready;
}

static unsigned wa_events(const wa_ready *ready)
{
    return (unsigned)*ready;
}

#endif

#endif
