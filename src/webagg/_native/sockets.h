/* Calls to sockets that return at once, with or without a result. */
#ifndef WEBAGG_SOCKETS_H
#define WEBAGG_SOCKETS_H

#include <stddef.h>

#ifdef _WIN32

/* Its descriptors are none; Python's own calls serve there. */
#define WA_SOCKETS 0

static ptrdiff_t wa_receive(int fd, void *buffer, size_t size)
{
    (void)fd;
    (void)buffer;
    (void)size;
    return -1;
}

static ptrdiff_t wa_send(int fd, const void *data, size_t size)
{
    (void)fd;
    (void)data;
    (void)size;
    return -1;
}

#else

#include <errno.h>
#include <sys/socket.h>
#include <sys/types.h>

#define WA_SOCKETS 1

/* Where it is missing, Python ignores the signal, as it does everywhere. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static ptrdiff_t wa_receive(int fd, void *buffer, size_t size)
{
    ssize_t n;
    do
        n = recv(fd, buffer, size, MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    return n;
}

static ptrdiff_t wa_send(int fd, const void *data, size_t size)
{
    ssize_t n;
    do
        n = send(fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n;
}

#endif

#endif
