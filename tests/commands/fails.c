/* Goes wrong in the way that the query names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int deep(volatile int depth) {
    volatile char kept[4096] = {0};
    return depth ? deep(depth + 1) + kept[depth % 4096] : 0;
}

int main(void) {
    const char *way = getenv("QUERY_STRING");
    if (!strcmp(way, "status")) {
        printf("Content-Type: text/plain\n\nanswered");
        fprintf(stderr, "one line\nanother \033[31mline");
        return 3;
    }
    if (!strcmp(way, "nothing"))
        return 0;
    if (!strcmp(way, "no-header"))
        printf("hello \033[31m\n");
    if (!strcmp(way, "abort"))
        __builtin_trap();
    if (!strcmp(way, "abort-late")) {
        printf("Content-Type: text/plain\nContent-Length: 100\n\nbegun");
        fflush(stdout);
        __builtin_trap();
    }
    if (!strcmp(way, "short"))
        printf("Content-Type: text/plain\nContent-Length: 100\n\nbegun");
    if (!strcmp(way, "deep"))
        return deep(1);
    if (!strcmp(way, "cpu"))
        for (volatile unsigned long count = 0;; count++)
            ;
    if (!strcmp(way, "wall"))
        sleep(3600);
    if (!strcmp(way, "memory"))
        for (;;) {
            volatile char *more = malloc(1 << 20);
            if (!more)
                abort();
            *more = 1;
        }
    if (!strcmp(way, "response")) {
        printf("Content-Type: text/plain\n\n");
        for (;;)
            puts("and on and on and on and on and on and on and on and on");
    }
    return 0;
}
