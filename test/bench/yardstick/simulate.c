/* The reference model with its default settings (permanent identities) in plain C. It draws the same random numbers in
   the same order as the app, so both must end with the same sums, which the benchmark checks.
   Usage: simulate N TRANSACTIONS SEED -> wall-clock and processor seconds, contributors, participants, sum of W */
#include "twin.h"

typedef struct { double generosity; int32_t good, count; uint32_t bits; int32_t recent, place, serves; } peer;

static const double benefit = 3, weight_total = 0.5, weight_recent = 0.5, threshold = 0.6, returning = 0.9, max_generosity = 14,
  turnover = 0.01;
static const int window = 10, min_ratings = 10;

static peer *peers;
static int32_t *participants;
static int32_t n, total, contributors;
static stream generosity, meetings, leaving;

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
  if (argc != 4) return 2;
  total = atoi(argv[1]);
  long long transactions = atoll(argv[2]);
  uint32_t seed = (uint32_t)strtoul(argv[3], NULL, 10);
  peers = need((size_t)total, sizeof *peers);
  participants = need((size_t)total, sizeof *participants);
  generosity = open_stream(seed, 1);
  meetings = open_stream(seed, 2);
  leaving = open_stream(seed, 3);
  n = total;
  for (int32_t i = 0; i < total; i++) {
    peers[i].generosity = uniform(&generosity) * max_generosity;
    peers[i].serves = peers[i].generosity > 1;
    contributors += peers[i].serves;
    peers[i].place = participants[i] = i;
  }
  double x = (double)contributors / total, sum = 0;
  start_clocks();
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
  print_clocks();
  printf(" %d %d %.17g\n", contributors, n, sum);
  return 0;
}
