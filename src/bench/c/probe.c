// probe: knocks, then finds out when the door opened, by real connects.
//
//   probe -d GATEWAY -k PORT,PORT,... -t PORT -s FIRST_SOURCE [-n RUNS] [-g GAP_US] [-l LIMIT_S]
//   probe -d GATEWAY -u PORT -f FILE -t PORT -s FIRST_SOURCE [-n RUNS] [-l LIMIT_S]
//                                  knocks with one datagram: each line of the file is one, in hex
//   probe -t PORT                  is the other end: a door that the kernel answers at, and nobody behind it
//
// Each run uses a source address of its own (FIRST_SOURCE + run), sends one TCP SYN to each port with GAP_US between them,
// and then starts a fresh non-blocking connect every 200 us. The first that completes tells the latency, counted from the
// last SYN of the knock. Prints one line a run: the latency in microseconds, or "never". Between runs it rests, so that one
// run's aftermath (writing to the disk, a forked command) is no part of the next.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTS = 60000, CLOSE_TOGETHER_US = 200, REST_US = 100000, BACKLOG = 4096 };

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void wait_us(double us) {
  double end = now_us() + us;
  if (us > 2000) usleep(us - 500);
  while (now_us() < end) {
  }
}

// Starts a connect from the source; the attempt is what counts, so its outcome is left to epoll.
static int attempt(uint32_t source, struct sockaddr_in to) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct linger none = {1, 0};
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(source)};
  setsockopt(fd, SOL_IP, IP_FREEBIND, &one, sizeof one);
  setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  if (fd < 0 || bind(fd, (void *)&from, sizeof from)) {
    perror("probe: socket");
    exit(1);
  }
  connect(fd, (void *)&to, sizeof to);
  return fd;
}

// Sends one datagram from the source; `hex` is its payload.
static void datagram(uint32_t source, struct sockaddr_in to, const char *hex) {
  int one = 1, fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(source)};
  unsigned char bytes[1500];
  size_t length = 0;
  while (length < sizeof bytes && sscanf(hex + 2 * length, "%2hhx", &bytes[length]) == 1) length++;
  setsockopt(fd, SOL_IP, IP_FREEBIND, &one, sizeof one);
  if (fd < 0 || bind(fd, (void *)&from, sizeof from) || sendto(fd, bytes, length, 0, (void *)&to, sizeof to) < 0) {
    perror("probe: datagram");
    exit(1);
  }
  close(fd);
}

// Connects again and again until one gets through; returns the latency since `start`, or -1.
static double until_open(uint32_t source, struct sockaddr_in door, double start, double limit_us) {
  static int fds[MAX_CONNECTS];
  int count = 0, poll = epoll_create1(0);
  double next = start, opened = -1;
  while (opened < 0 && now_us() - start < limit_us) {
    if (now_us() >= next && count < MAX_CONNECTS) {
      int fd = attempt(source, door);
      struct epoll_event watch = {.events = EPOLLOUT, .data.fd = fd};
      epoll_ctl(poll, EPOLL_CTL_ADD, fd, &watch);
      fds[count++] = fd;
      double waited = now_us() - start;
      next = now_us() + (waited < 20000 ? CLOSE_TOGETHER_US : waited < 500000 ? 1000 : 5000);
    }
    struct epoll_event events[16];
    int ready = epoll_wait(poll, events, 16, 0);
    for (int i = 0; i < ready && opened < 0; i++) {
      int error = 0;
      socklen_t size = sizeof error;
      getsockopt(events[i].data.fd, SOL_SOCKET, SO_ERROR, &error, &size);
      if (!error && (events[i].events & EPOLLOUT) && !(events[i].events & (EPOLLERR | EPOLLHUP)))
        opened = now_us() - start;
      else
        epoll_ctl(poll, EPOLL_CTL_DEL, events[i].data.fd, 0);
    }
  }
  while (count) close(fds[--count]);
  close(poll);
  return opened;
}

// Listens and never accepts: a connect succeeds, and costs the machine nothing more.
static int listen_for_ever(struct sockaddr_in door) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (fd < 0 || bind(fd, (void *)&door, sizeof door) || listen(fd, BACKLOG)) {
    perror("probe: listen");
    return 1;
  }
  return pause();
}

int main(int argc, char **argv) {
  int option, runs = 1, gap = 1000;
  double limit = 3;
  uint32_t source = 0;
  struct sockaddr_in gateway = {.sin_family = AF_INET}, door = {.sin_family = AF_INET};
  char *knock = NULL;
  FILE *lines = NULL;
  while ((option = getopt(argc, argv, "d:k:t:s:n:g:l:u:f:")) > 0) switch (option) {
      case 'd': gateway.sin_addr.s_addr = door.sin_addr.s_addr = inet_addr(optarg); break;
      case 'k': knock = optarg; break;
      case 't': door.sin_port = htons(atoi(optarg)); break;
      case 's': source = ntohl(inet_addr(optarg)); break;
      case 'n': runs = atoi(optarg); break;
      case 'g': gap = atoi(optarg); break;
      case 'l': limit = atof(optarg); break;
      case 'u': gateway.sin_port = htons(atoi(optarg)); break;
      case 'f': lines = fopen(optarg, "r"); break;
      default: return 64;
    }
  if (!knock && !lines && door.sin_port) return listen_for_ever(door);
  if ((!knock && !lines) || !source) return 64;
  for (int run = 0; run < runs; run++) {
    int fds[64], count = 0;
    double sent = 0;
    char *ports = knock ? strdup(knock) : NULL, line[4096];
    if (lines) {
      if (!fgets(line, sizeof line, lines)) return 65;
      datagram(source + run, gateway, line);
      sent = now_us();
    }
    for (char *port = ports ? strtok(ports, ",") : NULL; port && count < 64; port = strtok(NULL, ",")) {
      if (count) wait_us(gap);
      gateway.sin_port = htons(atoi(port));
      fds[count++] = attempt(source + run, gateway);
      sent = now_us();
    }
    double latency = until_open(source + run, door, sent, limit * 1e6);
    while (count) close(fds[--count]);
    free(ports);
    if (latency < 0) puts("never");
    else printf("%.0f\n", latency);
    fflush(stdout);
    wait_us(REST_US);
  }
}
