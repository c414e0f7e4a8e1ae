/* Waiting beside a prompt: for a key, for work, or for a signal. */
#ifndef WEBAGG_PROMPT_H
#define WEBAGG_PROMPT_H

#include <errno.h>

#define WA_KEY 1
#define WA_WORK 2
#define WA_SIGNAL 4

/* errno tells whether the last wait was interrupted, from here on. */
static void wa_forget_errors(void)
{
    errno = 0;
}

static int wa_was_interrupted(void)
{
    return errno == EINTR;
}

#ifdef _WIN32

#include <conio.h>
#include <process.h>
#include <windows.h>

/* There is no waiting for a console and a socket at once: look often. */
#define WA_LOOK_AGAIN 10

static int wa_wait(int key, int work, int milliseconds)
{
    (void)key;
    (void)work;
    if (_kbhit())
        return WA_KEY;
    if (milliseconds < 0 || milliseconds > WA_LOOK_AGAIN)
        milliseconds = WA_LOOK_AGAIN;
    Sleep((DWORD)milliseconds);
    return WA_WORK;
}

/* Consoles end the read of a line by themselves on Ctrl-C. */
static void wa_interrupt_soon(void)
{
}

static int wa_pid(void)
{
    return _getpid();
}

#else

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* Wait until a descriptor is readable; -1 milliseconds: for ever. */
static int wa_wait(int key, int work, int milliseconds)
{
    struct pollfd polled[2] = {{key, POLLIN, 0}, {work, POLLIN, 0}};
    int ready = poll(polled, 2, milliseconds);
    if (ready < 0)
        /* Any other error: leave waiting to the prompt. */
        return errno == EINTR ? WA_SIGNAL : WA_KEY;
    return (polled[0].revents ? WA_KEY : 0) | (polled[1].revents ? WA_WORK : 0);
}

static void *wa_interrupt(void *thread)
{
    struct timespec moment = {0, 3000000};
    nanosleep(&moment, NULL);
    pthread_kill(*(pthread_t *)thread, SIGINT);
    return NULL;
}

/* Let this thread get SIGINT in a moment, when it is back in the system call in
   which the prompt waits: prompts look for signals only if that was interrupted. */
static void wa_interrupt_soon(void)
{
    static pthread_t prompt;
    sigset_t all, before;
    pthread_t helper;

    prompt = pthread_self();
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&helper, NULL, wa_interrupt, &prompt) == 0)
        pthread_detach(helper);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static int wa_pid(void)
{
    return (int)getpid();
}

#endif

#endif
