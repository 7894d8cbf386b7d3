// Load for the echo benchmarks: CONNECTIONS to 127.0.0.1:PORT, each with one 1 KiB message on its way.
// Usage: load PORT CONNECTIONS [udp]. Says "ready" once every connection has had one echo, then answers each line
// "go MILLISECONDS" of standard input by "messages COUNT": the echoes received from the first send to the last, which
// comes after the time when all have come back. No connection is opened or closed in between. Ends with its input.
#define _GNU_SOURCE
#include "descriptors.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE = 1024, EVENTS = 256, BURST = 256 };

static char message[MESSAGE], sink[MESSAGE];

static void fail(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static long long now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void say(int fd) { // 1 KiB always fits into an empty send buffer
    if (send(fd, message, MESSAGE, MSG_NOSIGNAL) != MESSAGE) fail("send");
}

// Sends one message on every connection from..to and a further one for each echo until the time is over.
static long long run(int epoll, int from, int to, const int *fds, int *missing, long long milliseconds) {
    struct epoll_event events[EVENTS];
    long long count = 0, end = now_ms() + milliseconds;
    int out = to - from, over = 0;
    for (int i = from; i < to; i++) {
        missing[i] = MESSAGE;
        say(fds[i]);
    }
    while (out > 0) {
        int n = epoll_wait(epoll, events, EVENTS, 10000);
        if (n == 0) errno = ETIMEDOUT;
        if (n <= 0) fail("waiting for an echo");
        if (now_ms() >= end) over = 1;
        for (int e = 0; e < n; e++) {
            int i = events[e].data.u32;
            ssize_t got = recv(fds[i], sink, missing[i], MSG_DONTWAIT);
            if (got < 0 && errno == EAGAIN) continue;
            if (got == 0) errno = ECONNRESET;
            if (got <= 0) fail("recv");
            missing[i] -= got;
            if (missing[i] > 0) continue;
            count++;
            if (over) {
                out--;
            } else {
                missing[i] = MESSAGE;
                say(fds[i]);
            }
        }
    }
    return count;
}

int main(int argc, char **argv) {
    int udp = argc == 4 && strcmp(argv[3], "udp") == 0;
    if (argc != 3 && !udp) {
        fprintf(stderr, "usage: load PORT CONNECTIONS [udp]\n");
        return 2;
    }
    int connections = atoi(argv[2]), answered = 0, one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int *fds = calloc(connections, sizeof *fds), *missing = calloc(connections, sizeof *missing);
    int epoll = epoll_create1(0);
    if (epoll < 0) fail("epoll_create1");
    if (allow_all_descriptors() < 0) fail("setrlimit");
    for (int i = 0; i < connections; i++) {
        fds[i] = socket(AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, 0);
        if (fds[i] < 0 || connect(fds[i], (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
        if (!udp) setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event) < 0) fail("epoll_ctl");
        // A listener's queue is short: no more connections than it holds before the server has answered.
        if (i + 1 - answered < BURST && i + 1 < connections) continue;
        run(epoll, answered, i + 1, fds, missing, 0);
        answered = i + 1;
    }
    puts("ready");
    fflush(stdout);
    long long milliseconds;
    while (scanf(" go %lld", &milliseconds) == 1) {
        printf("messages %lld\n", run(epoll, 0, connections, fds, missing, milliseconds));
        fflush(stdout);
    }
    return 0;
}
