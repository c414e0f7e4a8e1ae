/* A second thread that takes a share of the work. */

#include "worker.h"

#if (defined(__GNUC__) || defined(__clang__)) && !defined(_WIN32)

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

/* What is offered is taken by whoever comes first: the worker, or the caller when it is
   done with its own share. A worker that gets no processor delays nobody. */
enum { NOTHING, OFFERED, TAKEN, DONE };

enum { LINGER = 250000 }; /* ns */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t offer = PTHREAD_COND_INITIALIZER;
static void (*work_offered)(void *);
static void *share;
static int state;   /* atomic, one of the above */
static int in_use;  /* atomic: somebody has offered work, the others do theirs alone */
static int leave;   /* how many more times the worker is not asked */
static int longest_leave = 2;
static int running; /* whether there is a worker: 0, 1, or -1 if there can be none */

static inline void wa_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#else
    __asm__ __volatile__("" ::: "memory");
#endif
}

static int change(int *what, int from, int to)
{
    return __atomic_compare_exchange_n(what, &from, to, 0, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE);
}

static int offered(void)
{
    return __atomic_load_n(&state, __ATOMIC_ACQUIRE) == OFFERED;
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* A frame is compared and then encoded: the next offer is near, and waking takes long. */
static void linger(void)
{
    const int64_t end = now_ns() + LINGER;
    while (!offered() && now_ns() < end)
        for (int turns = 0; turns < 64 && !offered(); turns++)
            wa_relax();
}

static void *serve(void *nothing)
{
    for (;;) {
        linger();
        pthread_mutex_lock(&lock);
        while (!offered())
            pthread_cond_wait(&offer, &lock);
        pthread_mutex_unlock(&lock);
        if (change(&state, OFFERED, TAKEN)) {
            work_offered(share);
            __atomic_store_n(&state, DONE, __ATOMIC_RELEASE);
        }
    }
    return nothing;
}

/* A forked child has this memory but not the thread. */
static void start_anew(void)
{
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&offer, NULL);
    state = NOTHING;
    in_use = running = 0;
}

/* Where other programs want the processors, too, a worker may lose its own in the middle,
   and waiting for it costs more than it gives: then it is not asked for a while. */
static void judge(int64_t worked, int64_t waited)
{
    /* Alone it would have taken as long again, and waking up takes its time. */
    if (waited > worked + 200000) {
        longest_leave = longest_leave < 16 ? 2 * longest_leave : 32;
        leave = longest_leave;
    } else if (longest_leave > 2)
        longest_leave--;
}

static int start(void)
{
    static int prepared;
    pthread_t thread;
    sigset_t all, before;
    if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
        return -1;
    if (!prepared && pthread_atfork(NULL, NULL, start_anew))
        return -1;
    prepared = 1;
    /* Signals are for the threads that know of them. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&thread, NULL, serve, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed)
        return -1;
    pthread_detach(thread);
    return 1;
}

void wa_both(void (*work)(void *), void *first, void *second)
{
    if (!change(&in_use, 0, 1)) {
        work(first);
        work(second);
        return;
    }
    if (!running)
        running = start();
    if (running < 0 || leave) {
        leave -= leave > 0;
        work(first);
        work(second);
        __atomic_store_n(&in_use, 0, __ATOMIC_RELEASE);
        return;
    }
    pthread_mutex_lock(&lock);
    work_offered = work;
    share = second;
    __atomic_store_n(&state, OFFERED, __ATOMIC_RELEASE);
    pthread_cond_signal(&offer);
    pthread_mutex_unlock(&lock);
    int64_t began = now_ns();
    work(first);
    int64_t ended = now_ns();
    if (change(&state, OFFERED, NOTHING))
        work(second);
    else {
        for (int turns = 0; __atomic_load_n(&state, __ATOMIC_ACQUIRE) != DONE; turns++) {
            if (turns < 1000)
                wa_relax();
            else
                sched_yield();
        }
        __atomic_store_n(&state, NOTHING, __ATOMIC_RELEASE);
        judge(ended - began, now_ns() - ended);
    }
    __atomic_store_n(&in_use, 0, __ATOMIC_RELEASE);
}

typedef struct {
    void (*work)(void *, size_t, int);
    void *what;
    size_t n, next; /* next: atomic */
} pieces;

typedef struct {
    pieces *all;
    int who;
} taker;

static void take_pieces(void *argument)
{
    const taker *t = argument;
    pieces *p = t->all;
    size_t i;
    while ((i = __atomic_fetch_add(&p->next, 1, __ATOMIC_RELAXED)) < p->n)
        p->work(p->what, i, t->who);
}

/* Memory is waited for, or a thread that wakes up: shares of fixed size would not be done
   at the same time. */
void wa_each(void (*work)(void *, size_t, int), void *what, size_t n)
{
    pieces p = {work, what, n, 0};
    taker first = {&p, 0}, second = {&p, 1};
    wa_both(take_pieces, &first, &second);
}

#else

void wa_each(void (*work)(void *, size_t, int), void *what, size_t n)
{
    for (size_t i = 0; i < n; i++)
        work(what, i, 0);
}

void wa_both(void (*work)(void *), void *first, void *second)
{
    work(first);
    work(second);
}

#endif
