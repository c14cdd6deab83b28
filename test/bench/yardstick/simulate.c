/* The reference model with its default settings (permanent identities) in plain C. It draws the same random numbers in
   the same order as the app, so both must end with the same sums, which the benchmark checks.
   Usage: simulate N transactions seed repeats -> seconds of each repeat's transactions, contributors, participants, sum of W */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { uint32_t a, b, c, d; } stream;
typedef struct { double generosity; int32_t good, count; uint32_t bits; int32_t recent, place, serves; } peer;

static const double benefit = 3, weight_total = 0.5, weight_recent = 0.5, threshold = 0.6, returning = 0.9, max_generosity = 14,
  turnover = 0.01;
static const int window = 10, min_ratings = 10;

static peer *peers;
static int32_t *participants;
static int32_t n, total, contributors;
static stream generosity, meetings, leaving;

static inline uint32_t word(stream *s) {
  uint32_t t = s->a + s->b + s->d++;
  s->a = s->b ^ (s->b >> 9);
  s->b = s->c + (s->c << 3);
  s->c = ((s->c << 21) | (s->c >> 11)) + t;
  return t;
}
static inline double uniform(stream *s) { return word(s) / 4294967296.0; }
static inline int32_t below(stream *s, int32_t limit) { return (int32_t)(((uint64_t)word(s) * (uint64_t)limit) >> 32); }

static uint32_t mix(uint32_t seed, uint32_t number) {
  uint32_t z = seed * 0x9e3779b9u + number * 0x85ebca6bu + 0x6a09e667u;
  z = (z ^ (z >> 16)) * 0x21f0aaadu;
  z = (z ^ (z >> 15)) * 0x735a2d97u;
  return z ^ (z >> 15);
}
static stream open_stream(uint32_t seed, uint32_t number) {
  stream s = {mix(seed, number), mix(seed, number + 0x51ed270bu), mix(seed, number + 0x2545f491u), 1};
  for (int i = 0; i < 12; i++) word(&s);
  return s;
}

static inline void decide(peer *p, double x) {
  int serves = p->generosity * x > 1;
  contributors += serves - p->serves;
  p->serves = serves;
}
static void exclude(peer *p) {
  int32_t last = participants[--n];
  participants[p->place] = last;
  peers[last].place = p->place;
  p->place = -1;
  contributors -= p->serves;
}
static inline int rate(peer *p, int rating) {
  p->count++;
  p->good += rating;
  p->recent += rating - (int)((p->bits >> (window - 1)) & 1);
  p->bits = (p->bits << 1) | (uint32_t)rating;
  if (p->count < min_ratings || (rating == 1 && p->count != min_ratings)) return 0;
  double recent_count = p->count < window ? p->count : window;
  double u = weight_total * ((double)p->good / p->count) + weight_recent * (p->recent / recent_count);
  return u < threshold;
}
static void replace(double x) {
  int32_t slot = below(&leaving, total);
  peer *p = &peers[slot];
  int fresh = uniform(&leaving) >= returning;
  if (fresh) p->generosity = uniform(&generosity) * max_generosity;
  int did = p->serves && p->place >= 0, does = p->generosity * x > 1;
  if (fresh) {
    p->good = p->count = p->recent = 0;
    p->bits = 0;
    if (p->place < 0) {
      p->place = n;
      participants[n++] = slot;
    }
  }
  p->serves = does;
  contributors += (does && p->place >= 0) - did;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  total = atoi(argv[1]);
  long long transactions = atoll(argv[2]);
  uint32_t seed = (uint32_t)strtoul(argv[3], NULL, 10);
  int repeats = atoi(argv[4]);
  peers = malloc((size_t)total * sizeof *peers);
  participants = malloc((size_t)total * sizeof *participants);
  if (!peers || !participants) return 1;
  for (int repeat = 0; repeat < repeats; repeat++) {
    generosity = open_stream(seed, 1);
    meetings = open_stream(seed, 2);
    leaving = open_stream(seed, 3);
    memset(peers, 0, (size_t)total * sizeof *peers);
    n = total;
    contributors = 0;
    for (int32_t i = 0; i < total; i++) {
      peers[i].generosity = uniform(&generosity) * max_generosity;
      peers[i].serves = peers[i].generosity > 1;
      contributors += peers[i].serves;
      peers[i].place = participants[i] = i;
    }
    double x = (double)contributors / total, sum = 0;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long long k = 0; k < transactions; k++) {
      uint32_t first = word(&meetings), second = word(&meetings);
      if (n >= 2) {
        int32_t i = (int32_t)(((uint64_t)first * (uint64_t)n) >> 32), j = (int32_t)(((uint64_t)second * (uint64_t)(n - 1)) >> 32);
        if (j >= i) j++;
        peer *one = &peers[participants[i]], *other = &peers[participants[j]];
        decide(one, x);
        decide(other, x);
        int one_out = rate(one, one->serves), other_out = rate(other, other->serves);
        if (one_out) exclude(one);
        if (other_out) exclude(other);
      }
      if (uniform(&leaving) < turnover) replace(x);
      if (uniform(&leaving) < turnover) replace(x);
      x = n > 0 ? (double)contributors / n : 0;
      if (x > 0) sum += benefit * x - 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.9f %d %d %.17g\n", (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9, contributors, n, sum);
  }
  return 0;
}
