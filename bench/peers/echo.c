// The floor of the echo benchmarks: one thread, one epoll loop, read and write back, nothing else; with udp one socket,
// a blocking receive and a send.
// Usage: echo PORT [udp]. PORT 0 picks one; says "listening PORT". Ends with its standard input.
#define _GNU_SOURCE
#include "descriptors.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 4096, EVENTS = 256, BACKLOG = 4096 };

static void fail(const char *what) {
    fprintf(stderr, "echo: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void watch(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

// Level-triggered: one read for each event, as what is left shows up again. Answers of at most 4 KiB to a peer that
// waits for them fit into the send buffer; a peer for which they do not is cut off.
static void echo(int fd) {
    char buffer[BUFFER];
    ssize_t got = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0 || send(fd, buffer, got, MSG_NOSIGNAL | MSG_DONTWAIT) != got) close(fd);
}

static void *end_with_input(void *none) {
    char any;
    while (read(0, &any, 1) > 0) continue;
    exit(0);
    return none;
}

static void serve_udp(int fd) {
    char buffer[BUFFER];
    pthread_t thread;
    if ((errno = pthread_create(&thread, NULL, end_with_input, NULL)) != 0) fail("pthread_create");
    while (1) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        ssize_t got = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&peer, &length);
        if (got >= 0) sendto(fd, buffer, got, 0, (struct sockaddr *)&peer, length);
    }
}

static void serve_tcp(int listener) {
    int one = 1, epoll = epoll_create1(0);
    if (epoll < 0) fail("epoll_create1");
    watch(epoll, listener);
    struct epoll_event input = {.events = EPOLLIN, .data.fd = 0};
    epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input); // refused for files: then it has to be killed
    struct epoll_event events[EVENTS];
    while (1) {
        int n = epoll_wait(epoll, events, EVENTS, -1);
        if (n < 0 && errno != EINTR) fail("epoll_wait");
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == 0) exit(0);
            if (fd != listener) {
                echo(fd);
                continue;
            }
            int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            if (client < 0) continue;
            setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            watch(epoll, client);
        }
    }
}

int main(int argc, char **argv) {
    int udp = argc == 3 && strcmp(argv[2], "udp") == 0, one = 1;
    if (argc != 2 && !udp) {
        fprintf(stderr, "usage: echo PORT [udp]\n");
        return 2;
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (allow_all_descriptors() < 0) fail("setrlimit");
    int fd = socket(AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, 0);
    if (fd < 0) fail("socket");
    if (!udp) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
    if (!udp && listen(fd, BACKLOG) < 0) fail("listen");
    getsockname(fd, (struct sockaddr *)&address, &length);
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
    if (udp) {
        serve_udp(fd);
    } else {
        serve_tcp(fd);
    }
}
