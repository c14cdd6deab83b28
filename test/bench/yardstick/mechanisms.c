/* Mechanisms as the app's laboratory runs them, in plain C: the founding paper's exclusion, penalties, reciprocation by
   a shared history, and TrustGuard. They draw the same random numbers in the same order, so both must end with the same
   metrics, which the benchmark checks. Usage: mechanisms NAME N LENGTH SEED PARAMETER... (see main)
   -> wall-clock and processor seconds of the whole run, and the metrics. */
#include "twin.h"
#include <math.h>

enum { GENEROSITY = 1, MEETINGS = 2, TURNOVER = 3, SERVICE = 4, CANDIDATES = 5, SOCIETY = 6 };
static int32_t total;
static uint32_t seed;
static long length;
static double given[16];

static long late_of(long all) {
  long late = (long)floor(0.9 * (double)all + 0.5);
  return late < all - 1 ? late : all - 1;
}

/* Meetings of rational peers. */
typedef struct { double generosity; int32_t good, count; uint32_t bits; int32_t recent, place, serves; } peer;
static peer *peers;
static int32_t *participants, n, contributors;

static inline double cost_of(double x, double p, double benefit) {
  return x > 0 ? (x + (1 - x) * (1 - p)) / x - p * (benefit * x) : INFINITY;
}
static inline void take_out(peer *p) {
  int32_t last = participants[--n];
  participants[p->place] = last;
  peers[last].place = p->place;
  p->place = -1;
  contributors -= p->serves;
}

static inline void meetings(const int penal) {
  const double benefit = given[0], most = given[1], turnover = given[2], returning = given[3], p = given[4];
  const double weight_total = given[5], weight_recent = given[6], threshold = given[9];
  const int window = (int)given[7], min_ratings = (int)given[8];
  peers = need((size_t)total, sizeof *peers);
  participants = need((size_t)total, sizeof *participants);
  stream generosity = open_stream(seed, GENEROSITY), pairs = open_stream(seed, MEETINGS);
  stream leaving = open_stream(seed, TURNOVER), service = open_stream(seed, SERVICE);
  n = total;
  for (int32_t i = 0; i < total; i++) {
    peers[i].generosity = uniform(&generosity) * most;
    peers[i].serves = peers[i].generosity > (penal ? cost_of(1, p, benefit) : 1);
    contributors += peers[i].serves;
    peers[i].place = participants[i] = i;
  }
  double x = (double)contributors / total, sum_x = 0, sum_w = 0;
  long late = late_of(length), requests = 0, bad = 0, served = 0, before = 0, before_served = 0;
  for (long k = 0; k < length; k++) {
    if (k == late) {
      sum_x = sum_w = 0;
      before = requests;
      before_served = served;
    }
    uint32_t first = word(&pairs), second = word(&pairs);
    double bar = penal ? cost_of(x, p, benefit) : 0;
    if (n >= 2) {
      int32_t i = (int32_t)(((uint64_t)first * (uint64_t)n) >> 32);
      int32_t j = (int32_t)(((uint64_t)second * (uint64_t)(n - 1)) >> 32);
      if (j >= i) j++;
      peer *both[2] = {&peers[participants[i]], &peers[participants[j]]};
      for (int s = 0; s < 2; s++) {
        int serves = penal ? both[s]->generosity > bar : both[s]->generosity * x > 1;
        contributors += serves - both[s]->serves;
        both[s]->serves = serves;
      }
      requests += 2;
      int out[2] = {0, 0};
      for (int s = 0; s < 2; s++) {
        peer *provider = both[s];
        int serves = provider->serves;
        bad += !serves;
        if (penal) {
          double likely = both[1 - s]->serves ? 1 : 1 - p;
          served += serves && (likely >= 1 || uniform(&service) < likely);
          continue;
        }
        served += serves;
        provider->count++;
        provider->good += serves;
        provider->recent += serves - (int)((provider->bits >> (window - 1)) & 1);
        provider->bits = (provider->bits << 1) | (uint32_t)serves;
        if (provider->count < min_ratings || (serves && provider->count != min_ratings)) continue;
        double recent_count = provider->count < window ? provider->count : window;
        out[s] = weight_total * ((double)provider->good / provider->count) +
                     weight_recent * (provider->recent / recent_count) < threshold;
      }
      for (int s = 0; s < 2; s++)
        if (out[s]) take_out(both[s]);
    }
    for (int draw = 0; draw < 2; draw++) {
      if (uniform(&leaving) >= turnover) continue;
      int32_t slot = below(&leaving, total);
      peer *one = &peers[slot];
      int fresh = uniform(&leaving) >= returning;
      if (fresh) one->generosity = uniform(&generosity) * most;
      int did = one->serves && one->place >= 0;
      one->serves = penal ? one->generosity > cost_of(x, p, benefit) : one->generosity * x > 1;
      if (fresh) {
        one->good = one->count = one->recent = 0;
        one->bits = 0;
        if (one->place < 0) {
          one->place = n;
          participants[n++] = slot;
        }
      }
      contributors += (one->serves && one->place >= 0) - did;
    }
    x = n > 0 ? (double)contributors / n : 0;
    sum_x += x;
    if (contributors > 0) sum_w += penal ? (benefit * x - 1) * (x + (1 - x) * (1 - p)) : benefit * x - 1;
  }
  print_clocks();
  double last = (double)(length - late);
  printf(" %.17g %.17g %.17g %.17g %.17g\n", sum_x / last, sum_w / last,
         (double)(served - before_served) / (double)(requests - before), (double)bad / (double)requests,
         (double)(total - n) / total);
}

/* Rounds of peers that serve (0), defect (1) or reciprocate (2), by the record that all share. */
typedef struct { stream random; double log_miss, next; } gaps;
static void advance(gaps *g) {
  double miss = log(((double)word(&g->random) + 1) * (1.0 / 4294967296.0));
  g->next += g->log_miss == 0 ? INFINITY : 1 + floor(miss / g->log_miss);
}
static gaps open_gaps(uint32_t number, double probability) {
  gaps g = {open_stream(seed, number), log1p(-probability), -1};
  advance(&g);
  return g;
}
static inline double ratio(double a, double b) { return a >= b ? 1 : a / b; }

static void reciprocative(void) {
  enum { STRATEGIES = 3, RECIPROCATE = 2 };
  const double benefit = given[0], cost = given[1];
  typedef struct { int32_t gave, took; } record;
  uint8_t *strategy = need((size_t)total, 1);
  record *records = need((size_t)total, sizeof *records);
  long members[STRATEGIES] = {0};
  double mean[STRATEGIES] = {NAN, NAN, NAN};
  for (int32_t i = 0; i < total; i++) members[strategy[i] = (uint8_t)(i % 3)]++;
  stream partners = open_stream(seed, MEETINGS), service = open_stream(seed, SERVICE), choices = open_stream(seed, SOCIETY);
  gaps learning = open_gaps(CANDIDATES, given[2]), turnover = open_gaps(TURNOVER, given[3]);
  int32_t strangers_gave = 0, strangers_took = 0;
  long late = late_of(length), all_bad = 0, late_served = 0;
  double x = 0;
  for (long round = 0; round < length; round++) {
    long served = 0, bad = 0;
    double payoff[STRATEGIES] = {0}, end = (double)(round + 1) * total;
    for (; turnover.next < end; advance(&turnover)) records[(long)turnover.next % total] = (record){0, 0};
    for (int32_t asker = 0; asker < total; asker++) {
      int32_t provider = below(&partners, total - 1);
      if (provider >= asker) provider++;
      int own = strategy[provider];
      if (own == 1) {
        bad++;
        continue;
      }
      record *mine = &records[provider], *other = &records[asker];
      if (own == RECIPROCATE) {
        double likely;
        if (!other->gave && !other->took) likely = ratio(strangers_gave, strangers_took);
        else if (!mine->gave || !mine->took) likely = ratio(other->gave, other->took);
        else likely = ratio((double)other->gave * mine->took, (double)other->took * mine->gave);
        if (likely < 1 && uniform(&service) >= likely) continue;
      }
      served++;
      if (!mine->gave && !mine->took) strangers_gave++;
      if (!other->gave && !other->took) strangers_took++;
      mine->gave++;
      other->took++;
      payoff[strategy[asker]] += benefit;
      payoff[own] -= cost;
    }
    for (int s = 0; s < STRATEGIES; s++) {
      if (members[s] == 0) continue;
      double now = payoff[s] / (double)members[s];
      mean[s] = isnan(mean[s]) ? now : mean[s] + 0.02 * (now - mean[s]);
    }
    for (; learning.next < end; advance(&learning)) {
      int32_t who = (int32_t)((long)learning.next % total);
      int own = strategy[who];
      double lead[STRATEGIES], sum = 0;
      for (int s = 0; s < STRATEGIES; s++) {
        lead[s] = members[s] == 0 || !(mean[s] > mean[own]) ? 0 : mean[s] - mean[own];
        sum += lead[s];
      }
      if (sum == 0) continue;
      double left = uniform(&choices) * sum;
      for (int s = 0; s < STRATEGIES; s++) {
        if (lead[s] == 0 || (left -= lead[s]) >= 0) continue;
        strategy[who] = (uint8_t)s;
        members[own]--;
        members[s]++;
        break;
      }
    }
    all_bad += bad;
    if (round + 1 > late) {
      late_served += served;
      x += (double)(members[0] + members[RECIPROCATE]) / total;
    }
  }
  print_clocks();
  long last = length - late;
  printf(" %.17g %.17g %.17g\n", x / (double)last, (double)late_served / ((double)last * total),
         (double)all_bad / ((double)length * total));
}

/* TrustGuard: contributors, and oscillators after them; the plain history. */
static void trustguard(void) {
  enum { RATERS = 5 };
  const double alpha = given[0], beta = given[1], rise = given[2], fall = given[3];
  const int max_h = (int)given[4];
  const long period = (long)given[5];
  const int32_t steady = total - (int32_t)given[6];
  typedef struct { double difference, sum; int32_t rated, count; } judged;
  judged *all = need((size_t)total, sizeof *all);
  int32_t *raters = need((size_t)total * RATERS, sizeof *raters);
  uint8_t *ratings = need((size_t)total * RATERS, 1);
  double *present = need((size_t)total, sizeof *present);
  float *ring = need((size_t)total * (size_t)max_h, sizeof *ring);
  stream partners = open_stream(seed, MEETINGS);
  long cycle = 2 * period, from = (length / 10 + (length % 10 > 0) + cycle - 1) / cycle * cycle, bad = 0, good = 0, units = 0;
  if (from >= length) from = 0;
  long late = late_of(length);
  double behaviour = 0, trust = 0;
  for (long unit = 0; unit < length; unit++) {
    long failed = 0;
    int oscillators = unit / period % 2 == 0;
    for (int32_t i = 0; i < total; i++) {
      int served = i < steady ? 1 : oscillators;
      double weights = 0, sum = 0;
      for (size_t r = (size_t)i * RATERS; r < (size_t)(i + 1) * RATERS; r++) {
        int32_t rater = below(&partners, total - 1);
        if (rater >= i) rater++;
        raters[r] = rater;
        ratings[r] = (uint8_t)served;
        double weight = 1 - sqrt(all[rater].difference);
        if (!(weight > 1e-6)) weight = 1e-6;
        weights += weight;
        sum += weight * served;
      }
      failed += (1 - served) * RATERS;
      double now = present[i] = sum / weights;
      judged *one = &all[i];
      float *at = &ring[(size_t)i * (size_t)max_h + (size_t)(one->count % max_h)];
      one->sum = one->sum - *at + (float)now;
      *at = (float)now;
      one->count++;
      double past = one->sum / (one->count < max_h ? one->count : max_h), change = now - past;
      if (unit < from || i < steady) continue;
      trust += alpha * now + beta * past + (change >= 0 ? rise : fall) * change;
      behaviour += served;
      units++;
    }
    for (size_t r = 0; r < (size_t)total * RATERS; r++) {
      judged *one = &all[raters[r]];
      double off = ratings[r] - present[r / RATERS];
      one->rated++;
      one->difference += (off * off - one->difference) / one->rated;
    }
    bad += failed;
    if (unit + 1 > late) good += (long)RATERS * total - failed;
  }
  print_clocks();
  printf(" %.17g %.17g %.17g\n", (double)good / ((double)(length - late) * RATERS * total),
         (double)bad / ((double)length * RATERS * total), (behaviour - trust) / (double)units);
}

/* exclusion, penalty: benefit maxGenerosity turnover returning penalty weightTotal weightRecent recentWindow minRatings
   exclusionThreshold; reciprocative: benefit cost learnRate turnover; trustguard: alpha beta gammaRise gammaFall maxH
   period, and the number of oscillators. */
int main(int argc, char **argv) {
  if (argc < 5 || argc > 5 + 16) return 2;
  total = atoi(argv[2]);
  length = atol(argv[3]);
  seed = (uint32_t)strtoul(argv[4], NULL, 10);
  for (int i = 5; i < argc; i++) given[i - 5] = atof(argv[i]);
  start_clocks();
  if (strcmp(argv[1], "exclusion") == 0) meetings(0);
  else if (strcmp(argv[1], "penalty") == 0) meetings(1);
  else if (strcmp(argv[1], "reciprocative") == 0) reciprocative();
  else if (strcmp(argv[1], "trustguard") == 0) trustguard();
  else return 2;
  return 0;
}
