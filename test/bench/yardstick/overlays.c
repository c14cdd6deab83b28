/* Chord look-ups and floods as the app's overlay lab does them, in plain C. Both draw the same random numbers in the
   same order, so both must end with the same sums, which the benchmark checks.
   Usage: overlays chord NODES LOOKUPS SEED | overlays flood NODES QUERIES SEED GRAPH TTL COPIES
   -> wall-clock and processor seconds, and the sums. GRAPH is a file: NODES + 1 starts, then the targets. */
#include "twin.h"

enum { NODES = 101, COPIES = 103, QUERIES = 104 };
static int32_t nodes;

static uint32_t key_of(uint32_t file) { return mix(file, 0x5eedu); }

/* The sum of the load, weighted so that it tells which node handled what. */
static double weighed(const double *load) {
  double sum = 0;
  for (int32_t node = 0; node < nodes; node++) sum += load[node] * (node % 997 + 1);
  return sum;
}

static int ascending(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}
static int32_t successor_of(const uint32_t *places, uint32_t key) {
  int32_t from = 0, to = nodes;
  while (from < to) {
    int32_t middle = (from + to) >> 1;
    if (places[middle] >= key) to = middle;
    else from = middle + 1;
  }
  return from == nodes ? 0 : from;
}

static void chord(long lookups, uint32_t seed) {
  stream random = open_stream(seed, NODES);
  uint32_t *places = need((size_t)nodes, sizeof *places);
  for (int32_t i = 0; i < nodes; i++) places[i] = word(&random);
  qsort(places, (size_t)nodes, sizeof *places, ascending);
  for (int32_t i = 1; i < nodes; i++)
    if (places[i] <= places[i - 1]) places[i] = places[i - 1] + 1;
  int bits = 0;
  while ((1LL << bits) < nodes) bits++;
  int count = bits + 3 < 32 ? bits + 3 : 32;
  int reach = 2 * bits < nodes ? 2 * bits : nodes - 1;
  int32_t *fingers = need((size_t)nodes * (size_t)count, sizeof *fingers);
  for (int32_t node = 0; node < nodes; node++)
    for (int k = 0; k < count; k++) {
      int32_t at = successor_of(places, places[node] + (1u << (31 - k)));
      fingers[(size_t)node * (size_t)count + (size_t)k] = at;
    }
  double *load = need((size_t)nodes, sizeof *load);
  uint8_t *live = need((size_t)nodes, 1);
  memset(live, 1, (size_t)nodes);
  random = open_stream(seed, QUERIES);
  long hops = 0, right = 0;
  start_clocks();
  for (long i = 0; i < lookups; i++) {
    int32_t from = below(&random, nodes);
    uint32_t key = key_of((uint32_t)below(&random, nodes));
    int32_t owner = successor_of(places, key);
    while (!live[owner]) owner = owner + 1 == nodes ? 0 : owner + 1;
    int32_t at = from, arrived = owner == from ? from : -1;
    while (arrived < 0) {
      uint32_t place = places[at], distance = key - place;
      int32_t next = -1;
      if (distance > 1)
        for (int k = __builtin_clz(distance); k < count; k++) {
          int32_t finger = fingers[(size_t)at * (size_t)count + (size_t)k];
          uint32_t ahead = places[finger] - place;
          if (ahead == 0 || ahead >= distance || !live[finger]) continue;
          next = finger;
          break;
        }
      for (int s = 0; next < 0 && s < reach; s++) {
        int32_t other = (at + 1 + s) % nodes;
        if (!live[other]) continue;
        next = other;
        if (places[other] - place >= distance || other == at) arrived = other;
      }
      if (next < 0) break;
      hops++;
      load[at]++;
      load[next]++;
      at = next;
    }
    right += arrived == owner;
  }
  print_clocks();
  printf(" %ld %ld %.17g\n", right, hops, weighed(load));
}

static void flood(long queries, uint32_t seed, const char *graph, int ttl, int copies) {
  int32_t *starts = need((size_t)nodes + 1, sizeof *starts);
  FILE *file = fopen(graph, "rb");
  if (!file || fread(starts, sizeof *starts, (size_t)nodes + 1, file) != (size_t)nodes + 1) exit(1);
  size_t ends = (size_t)starts[nodes];
  int32_t *targets = need(ends, sizeof *targets);
  if (fread(targets, sizeof *targets, ends, file) != ends) exit(1);
  fclose(file);
  typedef struct { double load; int32_t seen, from, holds; uint8_t live; } peer;
  peer *peers = need((size_t)nodes, sizeof *peers);
  for (int32_t i = 0; i < nodes; i++) peers[i].live = 1;
  int32_t *order = need((size_t)nodes, sizeof *order);
  stream random = open_stream(seed, QUERIES);
  uint32_t copy_seed = mix(seed, COPIES);
  long long messages = 0, hops = 0;
  long found = 0;
  start_clocks();
  for (int32_t query = 1; query <= queries; query++) {
    int32_t start = below(&random, nodes), wanted = below(&random, nodes);
    stream placing = open_stream(copy_seed, (uint32_t)wanted);
    for (int held = 0; held < copies;) {
      int32_t node = below(&placing, nodes);
      if (peers[node].holds == query) continue;
      peers[node].holds = query;
      held++;
    }
    peers[start].seen = query;
    peers[start].from = -1;
    order[0] = start;
    int32_t end = 1, at = 0, hit = 0;
    for (int depth = 1; depth <= ttl && at < end; depth++)
      for (int32_t ring = end; at < ring; at++) {
        int32_t node = order[at], back = peers[node].from, sent = 0;
        for (int32_t i = starts[node]; i < starts[node + 1]; i++) {
          int32_t target = targets[i];
          if (target == back) continue;
          sent++;
          peer *other = &peers[target];
          if (!other->live) continue;
          other->load++;
          if (other->seen == query) continue;
          other->seen = query;
          other->from = node;
          order[end++] = target;
          if (!hit && other->holds == query) hit = depth;
        }
        messages += sent;
        peers[node].load += sent;
      }
    found += hit > 0;
    hops += hit;
  }
  print_clocks();
  double *load = need((size_t)nodes, sizeof *load);
  for (int32_t i = 0; i < nodes; i++) load[i] = peers[i].load;
  printf(" %lld %ld %lld %.17g\n", messages, found, hops, weighed(load));
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  nodes = atoi(argv[2]);
  long count = atol(argv[3]);
  uint32_t seed = (uint32_t)strtoul(argv[4], NULL, 10);
  if (strcmp(argv[1], "chord") == 0) chord(count, seed);
  else if (argc == 8) flood(count, seed, argv[5], atoi(argv[6]), atoi(argv[7]));
  else return 2;
  return 0;
}
