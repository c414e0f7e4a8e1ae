/* The second thread, under ThreadSanitizer: many threads offer it work at once, and every
   share and piece is done once, before they return. With an argument also in forked children,
   which have to start a thread of their own. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker.h"

enum { THREADS = 4, TURNS = 3000, CHILDREN = 200 };

typedef struct {
    unsigned from, done;
    unsigned long sum;
} share;

static void add_up(void *argument)
{
    share *s = argument;
    s->done++;
    for (unsigned i = 0; i < 200 + s->from % 400; i++)
        s->sum += s->from ^ i;
}

enum { PIECES = 16 };

typedef struct {
    unsigned done[PIECES];
    unsigned long sums[2]; /* of each who: a race if two threads are the same one */
} pile;

static void take(void *argument, size_t i, int who)
{
    pile *p = argument;
    p->done[i]++;
    for (unsigned k = 0; k < 50; k++)
        p->sums[who] += i ^ k;
}

/* Every piece is taken once, and no two threads at once are the same taker. */
static void offer_pieces(void)
{
    pile p = {{0}, {0}};
    unsigned long expected = 0;
    wa_each(take, &p, PIECES);
    for (size_t i = 0; i < PIECES; i++) {
        if (p.done[i] != 1) {
            fprintf(stderr, "piece %zu: done %u times\n", i, p.done[i]);
            abort();
        }
        for (unsigned k = 0; k < 50; k++)
            expected += i ^ k;
    }
    if (p.sums[0] + p.sums[1] != expected)
        abort();
}

static void *offer(void *argument)
{
    unsigned seed = *(unsigned *)argument;
    for (unsigned i = 0; i < TURNS; i++) {
        share a = {seed + i, 0, 0}, b = {seed + 7 * i, 0, 0};
        share expected_a = a, expected_b = b;
        wa_both(add_up, &a, &b);
        add_up(&expected_a);
        add_up(&expected_b);
        if (a.done != 1 || b.done != 1 || a.sum != expected_a.sum || b.sum != expected_b.sum) {
            fprintf(stderr, "thread %u, turn %u: done %u and %u times\n", seed, i, a.done, b.done);
            abort();
        }
        if (i % 8 == 0)
            offer_pieces();
        if (i % 64 == 0)
            usleep(200); /* long enough for the thread to sleep */
    }
    return NULL;
}

static void offer_in_threads(void)
{
    pthread_t threads[THREADS];
    unsigned seeds[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        seeds[i] = 1000 * i;
        if (pthread_create(&threads[i], NULL, offer, &seeds[i]))
            abort();
    }
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void *fork_children(void *nothing)
{
    for (unsigned i = 0; i < CHILDREN; i++) {
        int status = 0;
        pid_t child = fork();
        if (child == 0) {
            alarm(60); /* a child that hangs is killed, and that is a failure */
            unsigned seed = i;
            for (unsigned k = 0; k < 20; k++, seed++) {
                share a = {seed, 0, 0}, b = {seed, 0, 0};
                wa_both(add_up, &a, &b);
                if (a.done != 1 || b.done != 1 || a.sum != b.sum)
                    _exit(1);
            }
            _exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) != child || status) {
            fprintf(stderr, "child %u ended with %d\n", i, status);
            abort();
        }
    }
    return nothing;
}

int main(int argc, char **argv)
{
    pthread_t forks;
    (void)argv;
    if (argc > 1 && pthread_create(&forks, NULL, fork_children, NULL))
        abort();
    offer_in_threads();
    if (argc > 1)
        pthread_join(forks, NULL);
    printf("%d threads, %d turns each%s: as expected\n", THREADS, TURNS,
           argc > 1 ? ", with forks" : "");
    return 0;
}
