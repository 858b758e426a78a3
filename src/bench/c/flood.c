// flood: spoofed SYNs or datagrams as fast as asked, or as fast as one core can.
//
//   flood -d GATEWAY -p PORT,LOW-HIGH,... [-r PACKETS_A_SECOND] [-s SECONDS] [-1 SOURCE] [-f FILE [-o]]
//
// With a file, datagrams: each line of it is one, in hex. They are sent in any order, or (-o) in order and once each.
// Every packet has a random source of 198.18.0.0/15 (RFC 2544: addresses for benchmarks), or the one that is named, a random
// port of those named, and a random sequence number. Prints how many were sent, and how many that is a second.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, MAX_PORTS = 65536, MAX_SECONDS = 600, MAX_PAYLOAD = 1472, MAX_LINES = 400000 };

struct datagram {
  struct iphdr ip;
  struct udphdr udp;
  unsigned char payload[MAX_PAYLOAD];
};

struct payload {
  int length;
  unsigned char bytes[];
};
static struct payload *payloads[MAX_LINES];
static int known_payloads;

struct segment {
  struct iphdr ip;
  struct tcphdr tcp;
};

// A flood that is told to end says all the same how much it was.
static volatile sig_atomic_t told_to_end;
static void end(int signal) { told_to_end = signal; }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

// xorshift64: fast, and random enough for addresses.
static uint32_t any(void) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state >> 16;
}

// The one's complement sum of TCP's pseudo header and header (RFC 9293, 3.1).
static uint16_t checksum(const struct segment *s) {
  struct {
    uint32_t from, to;
    uint16_t protocol, length;
  } pseudo = {s->ip.saddr, s->ip.daddr, htons(IPPROTO_TCP), htons(sizeof s->tcp)};
  uint16_t words[(sizeof pseudo + sizeof s->tcp) / 2];
  uint32_t sum = 0;
  memcpy(words, &pseudo, sizeof pseudo);
  memcpy((char *)words + sizeof pseudo, &s->tcp, sizeof s->tcp);
  for (size_t i = 0; i < sizeof words / 2; i++) sum += words[i];
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum;
}

static void spoof(struct segment *s, uint32_t source, struct in_addr to, uint16_t port) {
  memset(s, 0, sizeof *s);
  s->ip = (struct iphdr){.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_TCP, .id = any(), .daddr = to.s_addr};
  s->ip.saddr = source ? source : htonl(0xC6120000u | (any() & 0x1ffff));
  s->ip.tot_len = htons(sizeof *s);
  s->tcp.source = any();
  s->tcp.dest = htons(port);
  s->tcp.seq = any();
  s->tcp.doff = sizeof s->tcp / 4;
  s->tcp.syn = 1;
  s->tcp.window = htons(1024);
  s->tcp.check = checksum(s);
}

static void read_payloads(const char *name) {
  FILE *file = fopen(name, "r");
  static char line[2 * MAX_PAYLOAD + 2];
  while (file && known_payloads < MAX_LINES && fgets(line, sizeof line, file)) {
    int length = strcspn(line, "\n") / 2;
    struct payload *payload = malloc(sizeof *payload + length);
    payload->length = length;
    for (int i = 0; i < length; i++) sscanf(line + 2 * i, "%2hhx", &payload->bytes[i]);
    payloads[known_payloads++] = payload;
  }
  if (!known_payloads) {
    perror("flood: payloads");
    exit(66);
  }
}

// A datagram without a checksum, which IPv4 allows; returns its length.
static size_t spoof_datagram(struct datagram *d, uint32_t source, struct in_addr to, uint16_t port, const struct payload *p) {
  size_t length = sizeof d->ip + sizeof d->udp + p->length;
  d->ip = (struct iphdr){.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP, .id = any(), .daddr = to.s_addr};
  d->ip.saddr = source ? source : htonl(0xC6120000u | (any() & 0x1ffff));
  d->ip.tot_len = htons(length);
  d->udp = (struct udphdr){.source = any(), .dest = htons(port), .len = htons(sizeof d->udp + p->length)};
  memcpy(d->payload, p->bytes, p->length);
  return length;
}

int main(int count, char **words) {
  struct sockaddr_in to = {.sin_family = AF_INET};
  static uint16_t ports[MAX_PORTS];
  uint32_t source = 0;
  int known = 0, option, in_order = 0;
  double rate = 0, seconds = 10;
  while ((option = getopt(count, words, "d:p:r:s:1:f:o")) > 0) switch (option) {
      case 'd': inet_pton(AF_INET, optarg, &to.sin_addr); break;
      case 'p':
        for (char *p = strtok(optarg, ","); p; p = strtok(NULL, ",")) {
          int low = atoi(p), high = strchr(p, '-') ? atoi(strchr(p, '-') + 1) : low;
          for (int port = low; port <= high && known < MAX_PORTS; port++) ports[known++] = port;
        }
        break;
      case 'r': rate = atof(optarg); break;
      case 's': seconds = atof(optarg); break;
      case '1': source = inet_addr(optarg); break;
      case 'f': read_payloads(optarg); break;
      case 'o': in_order = 1; break;
      default: return 64;
    }
  if (!to.sin_addr.s_addr || !known || seconds > MAX_SECONDS) return 64;
  int raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
  if (raw < 0) {
    perror("flood: raw socket");
    return 77;
  }
  static struct segment segments[BATCH];
  static struct datagram datagrams[BATCH];
  struct mmsghdr messages[BATCH] = {0};
  struct iovec places[BATCH];
  for (int i = 0; i < BATCH; i++) {
    places[i] = (struct iovec){&segments[i], sizeof segments[i]};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &places[i], .msg_iovlen = 1};
  }
  double start = now();
  uint64_t sent = 0;
  signal(SIGTERM, end);
  while (now() - start < seconds && !told_to_end) {
    // Slow floods go out in small batches, so that their packets are spread over the second.
    int batch = rate && rate < 10000 ? 1 : BATCH;
    if (in_order && sent + batch > (uint64_t)known_payloads) break;
    for (int i = 0; i < batch; i++) {
      uint16_t port = ports[any() % known];
      if (known_payloads) {
        const struct payload *p = payloads[in_order ? sent + i : any() % known_payloads];
        places[i] = (struct iovec){&datagrams[i], spoof_datagram(&datagrams[i], source, to.sin_addr, port, p)};
      } else {
        spoof(&segments[i], source, to.sin_addr, port);
      }
    }
    int taken = sendmmsg(raw, messages, batch, 0);
    if (taken > 0) sent += taken;
    double due = rate ? start + sent / rate : 0;
    while (now() < due)
      if (due - now() > 2e-4) usleep(50);
  }
  double took = now() - start;
  printf("%lu %.0f\n", (unsigned long)sent, sent / took);
  return 0;
}
